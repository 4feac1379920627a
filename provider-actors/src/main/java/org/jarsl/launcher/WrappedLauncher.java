package org.jarsl.launcher;

/**
 * Runs the command once, inside another one: {@code apptainer exec image.sif}, for example.
 *
 * @param prefix the words before the command
 */
public record WrappedLauncher(String prefix) implements Launcher {
    @Override
    public String wrap(String command, int tasksPerNode, int nodesPerBlock) {
        return Shell.line("exec", prefix, Shell.run(command));
    }
}
