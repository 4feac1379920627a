package org.jarsl.launcher;

/**
 * Makes of the command that starts one task, such as a manager, the shell text that starts those of a whole block. In
 * contrast to a provider it runs nothing. Immutable.
 */
public interface Launcher {
    /**
     * Returns bash text that runs the tasks, waits for them, and ends with their exit code.
     *
     * @param command complete bash text; it may replace its shell ({@code exec})
     * @param tasksPerNode at least 1
     * @param nodesPerBlock at least 1
     * @throws IllegalArgumentException if the command is longer than another program can be given
     */
    String wrap(String command, int tasksPerNode, int nodesPerBlock);
}
