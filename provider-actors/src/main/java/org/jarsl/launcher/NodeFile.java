package org.jarsl.launcher;

/** The nodes of a job, as the batch systems tell its script. */
final class NodeFile {
    /**
     * Bash text that leaves the names of the job's nodes, each once, in the array {@code jarsl_nodes}; it stays empty where
     * the batch system writes no such file. Grid Engine has more columns, the others name a node once for each core.
     */
    static final String READ = """
            jarsl_nodes=()
            for jarsl_file in "${PBS_NODEFILE:-}" "${COBALT_NODEFILE:-}" "${LSB_DJOB_HOSTFILE:-}" "${PE_HOSTFILE:-}"; do
              if [[ -r $jarsl_file && ${#jarsl_nodes[@]} = 0 ]]; then
                mapfile -t jarsl_nodes < <(awk '!seen[$1]++ { print $1 }' "$jarsl_file")
              fi
            done
            """;

    private NodeFile() {}
}
