package org.jarsl.launcher;

/** Runs the command once, as it is: for one task on one node, or a command that finds nodes and starts tasks itself. */
public record SimpleLauncher() implements Launcher {
    @Override
    public String wrap(String command, int tasksPerNode, int nodesPerBlock) {
        return command;
    }
}
