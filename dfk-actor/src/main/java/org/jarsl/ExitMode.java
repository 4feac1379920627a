package org.jarsl;

/** What closing a DataFlowKernel does with tasks that have not ended. */
public enum ExitMode {
    /** Cancels them and ends the blocks. */
    CLEANUP,
    /** Waits for them, and for what they and their callbacks still call, then ends the blocks. */
    WAIT,
    /** Nothing: tasks and blocks go on until the JVM ends. */
    SKIP
}
