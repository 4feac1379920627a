package org.jarsl.provider;

import java.time.Duration;
import org.jarsl.settings.Settings;

/**
 * Slurm, by its commands. Immutable.
 *
 * @param job what each block asks for
 * @param clusters {@code --clusters}, for sites that have several; empty for the one that is there
 * @param schedulerOptions lines added to the script as they are, such as {@code #SBATCH --hint=nomultithread}
 * @param commandTimeout of each command
 * @param statusPeriod how often the state of the jobs is asked for
 */
public record SlurmSettings(
        SlurmJobOptions job, String clusters, String schedulerOptions, Duration commandTimeout, Duration statusPeriod)
        implements SlurmJobs {
    static SlurmSettings from(Settings provider) {
        return new SlurmSettings(
                SlurmJobOptions.from(provider),
                provider.text("clusters"),
                provider.text("scheduler-options"),
                provider.duration("command-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
                provider.duration("status-period", Duration.ofSeconds(1), Duration.ofHours(1)));
    }

    @Override
    public String type() {
        return "slurm";
    }

    @Override
    public Provider provider() {
        return new SlurmProvider(this, new Commands(commandTimeout));
    }
}
