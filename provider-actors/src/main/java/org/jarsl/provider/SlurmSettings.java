package org.jarsl.provider;

import java.time.Duration;
import org.jarsl.settings.Settings;

/**
 * Slurm, by its commands. Texts are empty and numbers 0 where the scheduler's own default shall hold. Immutable.
 *
 * @param partition {@code sbatch --partition}
 * @param account {@code --account}
 * @param qos {@code --qos}
 * @param constraint {@code --constraint}, such as {@code cpu}
 * @param clusters {@code --clusters}, for sites that have several
 * @param reservation {@code --reservation}
 * @param coresPerNode {@code --cpus-per-task}, with one task for each node
 * @param memoryPerNodeBytes {@code --mem}
 * @param gpusPerNode {@code --gpus-per-node}
 * @param exclusive {@code --exclusive}: no other job on the block's nodes
 * @param schedulerOptions lines added to the script as they are, such as {@code #SBATCH --hint=nomultithread}
 * @param walltime {@code --time}; Slurm counts in minutes, so it is rounded up to them
 * @param commandTimeout of each command
 * @param statusPeriod how often the state of the jobs is asked for
 */
public record SlurmSettings(
        String partition,
        String account,
        String qos,
        String constraint,
        String clusters,
        String reservation,
        int coresPerNode,
        long memoryPerNodeBytes,
        int gpusPerNode,
        boolean exclusive,
        String schedulerOptions,
        Duration walltime,
        Duration commandTimeout,
        Duration statusPeriod)
        implements ProviderSettings {
    static SlurmSettings from(Settings provider) {
        return new SlurmSettings(
                provider.text("partition"),
                provider.text("account"),
                provider.text("qos"),
                provider.text("constraint"),
                provider.text("clusters"),
                provider.text("reservation"),
                provider.whole("cores-per-node", 0, 100_000),
                provider.bytes("memory-per-node", 0, Long.MAX_VALUE),
                provider.whole("gpus-per-node", 0, 1000),
                provider.flag("exclusive"),
                provider.text("scheduler-options"),
                provider.duration("walltime", Duration.ofMinutes(1), Duration.ofDays(365)),
                provider.duration("command-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
                provider.duration("status-period", Duration.ofSeconds(1), Duration.ofHours(1)));
    }

    @Override
    public String type() {
        return "slurm";
    }

    @Override
    public Provider provider() {
        return new SlurmProvider(this);
    }

    @Override
    public boolean onThisMachine() {
        return false;
    }
}
