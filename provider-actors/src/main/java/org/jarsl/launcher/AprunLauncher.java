package org.jarsl.launcher;

/**
 * Cray's {@code aprun}: the tasks on each node.
 *
 * @param options added to the command, and stronger than what is there
 */
public record AprunLauncher(String options) implements Launcher {
    @Override
    public String wrap(String command, int tasksPerNode, int nodesPerBlock) {
        return Shell.line(
                "exec aprun -n " + tasksPerNode * nodesPerBlock, "-N " + tasksPerNode, options, Shell.run(command));
    }
}
