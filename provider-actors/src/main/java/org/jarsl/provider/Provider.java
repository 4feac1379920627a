package org.jarsl.provider;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One kind of scheduler. In contrast to Parsl's providers it decides nothing and keeps no list of blocks: it submits,
 * tells what became of jobs, and cancels. Its calls may block, for about {@link #commandTimeout} at most, and are made
 * off the actors' threads; an implementation is thread-safe.
 */
public interface Provider extends AutoCloseable {
    /**
     * Lines for the beginning of a job's script, after {@code #!/bin/bash}: those that the scheduler reads, and the way
     * to the head's directory where jobs do not start there by themselves. Runs nothing.
     */
    default List<String> directives(JobRequest request) {
        return List.of();
    }

    /**
     * Returns the scheduler's id of the job.
     *
     * @throws ProviderException when it is not known that there is a job. If it is {@link ProviderException.Kind#UNCLEAR}
     *     whether there is, {@link #find} tells; to submit it again without asking could make two
     */
    String submit(JobRequest request) throws ProviderException;

    /** The id of the job of this name that has not ended; empty if the scheduler says that there is none. */
    default Optional<String> find(String jobName) throws ProviderException {
        return Optional.empty();
    }

    /** The state of many jobs in one question; a job that is not in the answer is {@link JobState#UNKNOWN}. */
    Map<String, JobStatus> status(Collection<String> jobIds) throws ProviderException;

    /** Ends jobs; one that is not there any more is no error. */
    void cancel(Collection<String> jobIds) throws ProviderException;

    /** How often the status may be asked for. */
    Duration statusPeriod();

    /** After this time a call is taken as failed; a job that a late {@link #submit} returns is cancelled. */
    default Duration commandTimeout() {
        return Duration.ofSeconds(60);
    }

    /**
     * Where a provider can tell that a job has changed without being asked, it calls this, on a thread of its own;
     * possibly before {@link #submit} has returned the job's id.
     */
    default void onChange(Runnable listener) {}

    /** Ends what would not end by itself; may be called twice, and from a shutdown hook. */
    @Override
    void close();
}
