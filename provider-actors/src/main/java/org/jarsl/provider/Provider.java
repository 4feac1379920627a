package org.jarsl.provider;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/** One kind of scheduler. Its calls may block and are made off the actors' threads; an implementation is thread-safe. */
public interface Provider extends AutoCloseable {
    /** Returns the scheduler's id of the job. */
    String submit(JobRequest request) throws ProviderException;

    /** The state of many jobs in one question; a job that is not in the answer is {@link JobState#UNKNOWN}. */
    Map<String, JobStatus> status(Collection<String> jobIds) throws ProviderException;

    /** Ends jobs; one that is not there any more is no error. */
    void cancel(Collection<String> jobIds) throws ProviderException;

    /** How often the status may be asked for. */
    Duration statusPeriod();

    /** Where a provider can tell that a job has changed without being asked, it calls this. */
    default void onChange(Runnable listener) {}

    /** Ends what would not end by itself; may be called from a shutdown hook. */
    @Override
    void close();
}
