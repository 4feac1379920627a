package org.jarsl.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jarsl.provider.JobRequest;
import org.jarsl.provider.JobState;
import org.jarsl.provider.JobStatus;
import org.jarsl.provider.Provider;
import org.jarsl.provider.ProviderException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeftoverJobsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final Jobs scheduler = new Jobs();

    /** Ids by the names of the jobs that it has. */
    private static final class Jobs implements Provider {
        final Map<String, String> living = new HashMap<>();
        final List<String> cancelled = new ArrayList<>();
        boolean away;
        boolean obeys = true;

        @Override
        public String submit(JobRequest request) {
            throw new AssertionError("nothing is to be submitted");
        }

        @Override
        public Optional<String> find(String jobName) throws ProviderException {
            if (away) {
                throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "no contact");
            }
            return Optional.ofNullable(living.get(jobName));
        }

        @Override
        public Map<String, JobStatus> status(Collection<String> jobIds) {
            return jobIds.stream()
                    .collect(Collectors.toMap(
                            id -> id,
                            id -> JobStatus.of(living.containsValue(id) ? JobState.RUNNING : JobState.CANCELLED)));
        }

        @Override
        public void cancel(Collection<String> jobIds) {
            cancelled.addAll(jobIds);
            if (obeys) {
                living.values().removeAll(jobIds);
            }
        }

        @Override
        public Duration statusPeriod() {
            return Duration.ofMillis(1);
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void aHeadIsKilled() throws IOException {
        JobLedger ledger = new JobLedger(directory, "slurm");
        ledger.submitting("a");
        ledger.submitted("a", "11");
        ledger.ended("a", "11");
        ledger.submitting("b");
        ledger.submitted("b", "12");
        ledger.submitting("c");
        ledger.submitted("c", "13");
        ledger.submitting("d");
        scheduler.living.putAll(Map.of("a of another run", "11", "b", "12", "d", "14"));
    }

    @Test
    void whatIsLeftIsCancelledAndNothingElse() throws Exception {
        LeftoverJobs.Result result = new LeftoverJobs(directory, scheduler).cancel(PATIENCE);

        assertThat(result.ended()).containsOnly(Map.entry("b", "12"), Map.entry("d", "14"));
        assertThat(result.remaining()).isEmpty();
        assertThat(scheduler.living.values()).containsExactly("11");
        assertThat(JobLedger.leftovers(directory).names()).isEmpty();
    }

    @Test
    void anIdThatIsAnotherJobsByNowIsLeftAlone() throws Exception {
        scheduler.living.clear();
        scheduler.living.put("of somebody else", "12");
        new LeftoverJobs(directory, scheduler).cancel(PATIENCE);
        assertThat(scheduler.cancelled).isEmpty();
    }

    @Test
    void aLineThatWasCutOffSpoilsNoLedger() throws Exception {
        Files.writeString(
                directory.resolve("jobs.ledger"), "2026-05-04T10:11:12Z submitted d 1", StandardOpenOption.APPEND);
        new LeftoverJobs(directory, scheduler).cancel(PATIENCE);
        assertThat(scheduler.cancelled).containsExactlyInAnyOrder("12", "14");
        assertThat(JobLedger.leftovers(directory).names()).isEmpty();
    }

    @Test
    void whatDoesNotEndIsToldAndNotForgotten() throws Exception {
        scheduler.obeys = false;
        LeftoverJobs.Result result = new LeftoverJobs(directory, scheduler).cancel(Duration.ofMillis(20));
        assertThat(result.remaining()).containsOnly(Map.entry("b", "12"), Map.entry("d", "14"));
        assertThat(JobLedger.leftovers(directory).names()).containsExactly("b", "d");
    }

    @Test
    void aSchedulerThatIsAwayMakesNothingForgotten() throws Exception {
        scheduler.away = true;
        assertThatThrownBy(() -> new LeftoverJobs(directory, scheduler).cancel(PATIENCE))
                .isInstanceOf(ProviderException.class);
        assertThat(JobLedger.leftovers(directory).names()).containsExactly("b", "c", "d");
    }
}
