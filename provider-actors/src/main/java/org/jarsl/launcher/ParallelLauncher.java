package org.jarsl.launcher;

/**
 * GNU parallel, over SSH to the nodes of the batch system's node file, or on this node alone where there is none. The
 * exit code is the number of tasks that failed, at most 101.
 *
 * @param options added to the command, and stronger than what is there
 */
public record ParallelLauncher(String options) implements Launcher {
    @Override
    public String wrap(String command, int tasksPerNode, int nodesPerBlock) {
        return NodeFile.READ
                + Shell.line(
                        "exec parallel --will-cite --line-buffer -N0 --jobs " + tasksPerNode,
                        "--sshlogin \"$(IFS=,; printf '%s' \"${jarsl_nodes[*]:-:}\")\"",
                        "--env JARSL_BLOCK_ID --env JARSL_BLOCK_END --workdir \"$PWD\"",
                        options,
                        Shell.quoted(Shell.run(command)),
                        "::: {1.." + tasksPerNode * nodesPerBlock + "}");
    }
}
