package org.jarsl.launcher;

/**
 * Runs the command as often as there are tasks on a node, all on the node where the block's script runs; other nodes of
 * the block stay idle. The exit code is that of the last task that failed, or 0 if too few have failed to count.
 *
 * @param failOnAny whether the block fails if any of its tasks does, rather than all
 */
public record SingleNodeLauncher(boolean failOnAny) implements Launcher {
    /** The block fails only if all its tasks do, as in Parsl. */
    public SingleNodeLauncher() {
        this(false);
    }

    @Override
    public String wrap(String command, int tasksPerNode, int nodesPerBlock) {
        if (tasksPerNode < 1) {
            throw new IllegalArgumentException("tasks per node must be at least 1, not " + tasksPerNode);
        }
        if (tasksPerNode == 1) {
            return command; // which can then replace the script's shell
        }
        return String.join(
                "\n",
                "jarsl_task() {",
                command,
                "}",
                "jarsl_pids=()",
                "for ((jarsl_i = 0; jarsl_i < " + tasksPerNode + "; jarsl_i++)); do",
                "  jarsl_task &",
                "  jarsl_pids+=($!)",
                "done",
                "jarsl_failed=0",
                "for jarsl_pid in \"${jarsl_pids[@]}\"; do",
                "  wait \"$jarsl_pid\" || { jarsl_code=$?; jarsl_failed=$((jarsl_failed + 1)); }",
                "done",
                "[ \"$jarsl_failed\" -lt " + (failOnAny ? 1 : tasksPerNode) + " ] || exit \"$jarsl_code\"",
                "exit 0");
    }
}
