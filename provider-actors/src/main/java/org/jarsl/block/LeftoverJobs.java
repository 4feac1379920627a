package org.jarsl.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jarsl.provider.JobState;
import org.jarsl.provider.JobStatus;
import org.jarsl.provider.Provider;
import org.jarsl.provider.ProviderException;

/**
 * Ends the jobs that a killed head has left in the scheduler. They are looked for by their names, which no other job
 * has, and not by their ids, which the scheduler may have given to another job since. Its methods block.
 */
public final class LeftoverJobs {
    /**
     * What was found, ids by names.
     *
     * @param ended those that were cancelled
     * @param remaining those that were to be cancelled, and of which the scheduler has not said that they ended
     */
    public record Result(Map<String, String> ended, Map<String, String> remaining) {}

    private final JobLedger ledger;
    private final JobLedger.Leftovers leftovers;
    private final Provider provider;

    /**
     * Of a directory of blocks.
     *
     * @param provider of the type that the ledger there names
     * @throws IOException when there is no ledger, or it cannot be read
     */
    public LeftoverJobs(Path directory, Provider provider) throws IOException {
        this.leftovers = JobLedger.leftovers(directory);
        this.ledger = new JobLedger(directory, leftovers.provider());
        this.provider = provider;
    }

    /**
     * Cancels them, and writes down the end of each, so that the next time there is nothing left to do.
     *
     * @param patience how long their end is waited for
     * @throws ProviderException when the scheduler refused, or gave no answer; what it had ended by then is written down
     */
    public Result cancel(Duration patience) throws IOException, ProviderException, InterruptedException {
        ledger.repair();
        Map<String, String> remaining = new LinkedHashMap<>();
        for (String name : leftovers.names()) {
            Optional<String> id = provider.find(name);
            if (id.isPresent()) {
                ledger.submitted(name, id.get());
                remaining.put(name, id.get());
            } else {
                ledger.gone(name);
            }
        }
        Map<String, String> ended = new LinkedHashMap<>();
        if (!remaining.isEmpty()) {
            provider.cancel(List.copyOf(remaining.values()));
        }
        long start = System.nanoTime();
        while (!remaining.isEmpty() && System.nanoTime() - start < patience.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(Math.min(
                    provider.statusPeriod().toMillis(), Duration.ofSeconds(1).toMillis()));
            moveEnded(remaining, ended);
        }
        return new Result(ended, remaining);
    }

    private void moveEnded(Map<String, String> remaining, Map<String, String> ended)
            throws IOException, ProviderException {
        Map<String, JobStatus> states = provider.status(List.copyOf(remaining.values()));
        for (Map.Entry<String, String> job : Map.copyOf(remaining).entrySet()) {
            JobStatus status = states.getOrDefault(job.getValue(), JobStatus.of(JobState.UNKNOWN));
            if (status.state().isTerminal()) {
                ledger.gone(job.getKey());
                ended.put(job.getKey(), job.getValue());
                remaining.remove(job.getKey());
            }
        }
    }
}
