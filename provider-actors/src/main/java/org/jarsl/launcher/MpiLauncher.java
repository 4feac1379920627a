package org.jarsl.launcher;

/**
 * {@code mpiexec} or {@code mpirun}, of MPICH and its like or of Open MPI, whose options differ; which it is, is asked in
 * the job. The nodes are those of the batch system's node file, or what MPI itself finds out. The exit code is that of
 * the MPI program: not 0 if a task's is not.
 *
 * @param program {@code mpiexec} or {@code mpirun}
 * @param options added to the command, and stronger than what is there
 */
public record MpiLauncher(String program, String options) implements Launcher {
    @Override
    public String wrap(String command, int tasksPerNode, int nodesPerBlock) {
        return NodeFile.READ
                + """
                if %1$s --version 2>&1 | grep -qi 'open.\\{0,1\\}mpi'; then
                  if [[ $(id -u) = 0 ]]; then
                    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
                  fi
                  jarsl_where=(--map-by ppr:%2$d:node)
                  if [[ ${#jarsl_nodes[@]} -gt 0 ]]; then
                    jarsl_where+=(--host "$(printf '%%s:%2$d,' "${jarsl_nodes[@]}" | sed 's/,$//')")
                  fi
                else
                  jarsl_where=(-ppn %2$d)
                  if [[ ${#jarsl_nodes[@]} -gt 0 ]]; then
                    jarsl_where+=(-hosts "$(IFS=,; printf '%%s' "${jarsl_nodes[*]}")")
                  fi
                fi
                """.formatted(program, tasksPerNode)
                + Shell.line(
                        "exec " + program,
                        "-n " + tasksPerNode * nodesPerBlock,
                        "\"${jarsl_where[@]}\"",
                        options,
                        Shell.run(command));
    }
}
