package org.jarsl.launcher;

/**
 * IBM's {@code jsrun}: a resource set for each task, so many on each node. What a set has (all cores of the node, for
 * example) is said with the options.
 *
 * @param options added to the command, such as {@code -c ALL_CPUS -g ALL_GPUS}
 */
public record JsrunLauncher(String options) implements Launcher {
    @Override
    public String wrap(String command, int tasksPerNode, int nodesPerBlock) {
        return Shell.line(
                "exec jsrun -n " + tasksPerNode * nodesPerBlock, "-r " + tasksPerNode, options, Shell.run(command));
    }
}
