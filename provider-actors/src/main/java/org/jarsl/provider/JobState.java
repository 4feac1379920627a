package org.jarsl.provider;

/** What a scheduler says of a job, in Parsl's words. */
public enum JobState {
    PENDING,
    RUNNING,
    /** The scheduler keeps it from running until somebody lets it. */
    HELD,
    COMPLETED,
    FAILED,
    /** Ended by the scheduler at its walltime. */
    TIMEOUT,
    CANCELLED,
    /** The scheduler says that it has no such job, and did have it; in contrast to {@link #UNKNOWN} it is gone. */
    MISSING,
    /** The scheduler did not say; the job may well be running. */
    UNKNOWN;

    /** Whether the job has ended and will not run again. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == TIMEOUT || this == CANCELLED || this == MISSING;
    }
}
