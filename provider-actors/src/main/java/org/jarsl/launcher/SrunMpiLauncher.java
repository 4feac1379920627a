package org.jarsl.launcher;

/**
 * For tasks that are MPI programs over several nodes: Slurm's {@code srun} starts the command on the block's first node
 * only, and what it runs starts its own processes on all the block's nodes with {@code srun}.
 *
 * @param options added to the command, and stronger than what is there
 */
public record SrunMpiLauncher(String options) implements Launcher {
    @Override
    public String wrap(String command, int tasksPerNode, int nodesPerBlock) {
        return Shell.line("exec srun --nodes=1 --ntasks=" + tasksPerNode, "--overlap", options, Shell.run(command));
    }
}
