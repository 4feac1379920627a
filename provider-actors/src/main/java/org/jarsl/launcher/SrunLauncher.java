package org.jarsl.launcher;

/**
 * Slurm's {@code srun}: the tasks on each node of the job. A node that fails takes its own tasks with it and no others,
 * if the job itself was submitted with {@code --no-kill} too. The exit code is the highest of the tasks'.
 *
 * <p>The step overlaps with others, so that tasks may start MPI programs with an {@code srun} of their own. Each task may
 * use its share of the node's cores, where Slurm would give it one.
 *
 * @param options added to the command, and stronger than what is there
 */
public record SrunLauncher(String options) implements Launcher {
    @Override
    public String wrap(String command, int tasksPerNode, int nodesPerBlock) {
        return Shell.line(
                "exec srun --nodes=" + nodesPerBlock,
                "--ntasks=" + tasksPerNode * nodesPerBlock,
                "--ntasks-per-node=" + tasksPerNode,
                "--cpus-per-task=\"${SLURM_CPUS_PER_TASK:-$((SLURM_CPUS_ON_NODE / " + tasksPerNode + "))}\"",
                "--no-kill --kill-on-bad-exit=0 --overlap",
                options,
                Shell.run(command));
    }
}
