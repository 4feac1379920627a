package org.jarsl.provider;

import java.nio.file.Path;

/**
 * A job to be submitted. It runs in the directory of its script.
 *
 * @param name unique in the run, so that a job can be found again by it
 * @param script a bash script that is there already
 * @param stdout where the job's standard output goes
 * @param stderr where its standard error goes
 * @param nodes how many nodes it asks for, at least 1
 */
public record JobRequest(String name, Path script, Path stdout, Path stderr, int nodes) {
    public JobRequest {
        if (nodes < 1) {
            throw new IllegalArgumentException("job " + name + " must have at least 1 node, not " + nodes);
        }
    }
}
