package org.jarsl;

/** What closing a DataFlowKernel, or the end of its JVM, does with tasks that have not ended. */
public enum ExitMode {
    /** Cancels them and ends the blocks. */
    CLEANUP,
    /** Lets those that run come to their end, for the exit timeout at most, then cancels the rest and ends the blocks. */
    DRAIN,
    /**
     * Waits for them, and for what they and their callbacks still call, then ends the blocks. The end of the JVM cancels
     * them.
     */
    WAIT,
    /** Nothing: tasks and blocks go on until the JVM ends. */
    SKIP
}
