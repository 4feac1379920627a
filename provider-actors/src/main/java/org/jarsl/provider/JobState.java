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
    /** The scheduler did not say; the job may well be running. */
    UNKNOWN;

    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == TIMEOUT || this == CANCELLED;
    }
}
