package org.jarsl.provider;

import java.nio.file.Path;

/**
 * A job to be submitted.
 *
 * @param name unique in the run, so that a job can be found again by it
 * @param script a shell script that is there already
 * @param stdout where the job's standard output goes
 * @param nodes how many nodes it asks for
 */
public record JobRequest(String name, Path script, Path stdout, Path stderr, int nodes) {}
