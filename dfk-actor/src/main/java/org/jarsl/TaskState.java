package org.jarsl;

/** Where a task stands. The names are Parsl's. */
public enum TaskState {
    /** Waits for its arguments. */
    PENDING,
    /** Given to its executor: queued or running. */
    LAUNCHED,
    /** A join app has returned a future, which is awaited. */
    JOINING,
    /** Failed, and the retry policy is asked what that costs, or its delay before the next attempt passes. */
    FAIL_RETRYABLE,
    /** Ended with a result. */
    EXEC_DONE,
    /** Ended with the result of an identical call, of this run or of one that it continues; not run itself. */
    MEMO_DONE,
    /** Ended without. */
    FAILED,
    /** Never started: an argument of it failed. */
    DEP_FAIL,
    /** Cancelled by the user, or by closing the DataFlowKernel. */
    CANCELLED;

    public boolean isFinal() {
        return this == EXEC_DONE || this == MEMO_DONE || this == FAILED || this == DEP_FAIL || this == CANCELLED;
    }
}
