package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** With what openlava 2.2 has said, which has LSF's commands. */
final class LsfProviderTest extends SchedulerTest {
    private static final String HEADER =
            "JOBID   USER    STAT  QUEUE      FROM_HOST   EXEC_HOST   JOB_NAME   SUBMIT_TIME\n";

    @Override
    Doubles recorded() throws Exception {
        return Doubles.of("lsf", "openlava-2.2", directory);
    }

    @Override
    Provider provider(String queue) {
        return new LsfProvider(new LsfSettings(batch(queue, "#BSUB -alloc_flags gpumps")), doubles.commands());
    }

    @Test
    void theDirectivesAskForAllThatIsConfigured() {
        assertThat(provider("batch").directives(ninetyMinutesOfThreeNodes()))
                .containsExactly(
                        "#BSUB -J jarsl.htex.k3f9x2.12",
                        "#BSUB -o /o",
                        "#BSUB -e /e",
                        "#BSUB -nnodes 3",
                        "#BSUB -rn",
                        "#BSUB -q batch",
                        "#BSUB -W 90",
                        "#BSUB -alloc_flags gpumps");
    }

    @Test
    void aJobIsSubmittedFoundAndCancelled() throws Exception {
        doubles.replay("bsub", "bsub -J jarsl.block-0 -n 1 -W 1 -o out.%J sleep 6");
        doubles.replay("bjobs -a *", "bjobs -a -w");
        doubles.replay("bjobs -w -J jarsl.block-0", "bjobs -w");
        doubles.answer("bjobs -w -J jarsl.block-00", 255, "Job <jarsl.block-00> is not found");
        String id = provider.submit(request("jarsl.block-0", provider, "sleep 1000"));

        assertThat(Doubles.await(provider, id, JobState.PENDING, JobState.RUNNING)
                        .reason())
                .isEmpty();
        assertThat(provider.find("jarsl.block-0")).hasValue(id);
        assertThat(provider.find("jarsl.block-00")).isEmpty();

        doubles.replay("bkill *", "bkill 1");
        doubles.answer("bjobs -a *", 0, HEADER + "1       user EXIT  normal     l0    -   jarsl.block-0 Nov 22 11:31");
        provider.cancel(List.of(id));
        assertThat(Doubles.await(provider, id, JobState.FAILED).reason()).isEqualTo("state EXIT");
    }

    @Test
    void theScriptIsTheInputOfBsub() throws Exception {
        doubles.notForReal();
        doubles.replay("bsub", "bsub -o o2.%J exit 3");

        assertThat(provider.submit(request("jarsl.htex.k3f9x2.1", provider, "exit 0")))
                .isEqualTo("2");
        assertThat(doubles.input())
                .startsWith("#!/bin/bash\n#BSUB -J jarsl.htex.k3f9x2.1\n")
                .endsWith("exit 0\n");
    }

    @Test
    void theEndsOfJobsAreTold() throws Exception {
        doubles.notForReal();
        doubles.replay("bjobs -a *", "bjobs -a -w last");

        assertThat(provider.status(List.of("2", "4", "5")))
                .hasSize(2)
                .containsEntry("2", new JobStatus(JobState.FAILED, OptionalInt.empty(), "state EXIT"))
                .containsEntry("4", JobStatus.of(JobState.COMPLETED));
    }

    @Test
    void eachStateIsOneOfOurs() throws Exception {
        doubles.notForReal();
        List<String> words = List.of("RUN", "PSUSP", "USUSP", "SSUSP", "UNKWN", "ZOMBI");
        List<String> ids = List.of("10", "11", "12", "13", "14", "15");
        doubles.answer(
                "bjobs *",
                0,
                HEADER
                        + ids.stream()
                                .map(id -> id + " user " + words.get(Integer.parseInt(id) - 10)
                                        + " normal l0 l0 my job Nov 22 11:31\n" + "                         l1\n")
                                .collect(Collectors.joining()));

        assertThat(ids)
                .map(id -> provider.status(ids).get(id))
                .extracting(JobStatus::state)
                .containsExactly(
                        JobState.RUNNING,
                        JobState.HELD,
                        JobState.HELD,
                        JobState.HELD,
                        JobState.UNKNOWN,
                        JobState.UNKNOWN);
    }

    @Test
    void aRefusalHasTheSchedulersWords() throws Exception {
        doubles.replay("bsub", "bsub -q nosuch sleep 1");

        aWrongQueueIsRefused("nosuch: No such queue");
    }

    @Test
    void aJobThatIsGoneIsMissingAndItsCancellationIsNoError() throws Exception {
        doubles.replay("bjobs *", "bjobs 99");
        doubles.replay("bkill *", "bkill 99");

        Doubles.await(provider, "99", JobState.MISSING);
        provider.cancel(List.of("99"));
    }

    @Test
    void oneJobThatIsGoneDoesNotHideTheOthers() throws Exception {
        doubles.notForReal();
        doubles.answer(
                "bjobs *", 255, "Job <99> is not found\n" + HEADER + "1 user RUN normal l0 l0 my job Nov 22 11:31");

        assertThat(provider.status(List.of("1", "99", "100")))
                .containsOnlyKeys("1", "99")
                .containsEntry("1", JobStatus.of(JobState.RUNNING));
    }

    @Test
    void anAnswerThatCannotBeReadIsQuoted() throws Exception {
        doubles.notForReal();
        doubles.answer("bjobs *", 0, "some words");
        doubles.answer("bsub", 0, NO_ID);
        theAnswersCannotBeRead("some words", "1");
        fails(ProviderException.Kind.UNAVAILABLE, "some words", () -> provider.find("jarsl.htex.k3f9x2.1"));
    }

    @Test
    void aSchedulerThatIsDownIsUnavailable() throws Exception {
        doubles.notForReal();
        for (String form : List.of("bsub", "bjobs *", "bkill *")) {
            doubles.answer(form, 255, "LSF is down. Please wait ...");
        }

        theSchedulerIsDown("LSF is down");
    }

    @Test
    void twoHundredJobsTakeFourCommands() throws Exception {
        doubles.notForReal();
        doubles.answer(
                "bjobs *",
                255,
                TWO_HUNDRED.stream()
                        .map(id -> "Job <" + id + "> is not found\n")
                        .collect(Collectors.joining()));

        assertThat(provider.status(TWO_HUNDRED)).hasSize(200);
        assertThat(doubles.log()).hasSize(4);
    }
}
