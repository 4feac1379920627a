package org.jarsl.provider;

import java.time.Duration;

/** What is the same however Slurm is spoken to. */
interface SlurmJobs extends ProviderSettings {
    /** What each block asks for. */
    SlurmJobOptions job();

    @Override
    default Duration walltime() {
        return job().walltime();
    }

    @Override
    default int coresPerNode() {
        return job().coresPerNode();
    }

    @Override
    default long memoryPerNodeBytes() {
        return job().memoryPerNodeBytes();
    }
}
