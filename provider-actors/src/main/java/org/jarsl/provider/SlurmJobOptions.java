package org.jarsl.provider;

import java.time.Duration;
import org.jarsl.settings.Settings;

/**
 * What a job of Slurm asks for, however Slurm is spoken to. Texts are empty and numbers 0 where the scheduler's own
 * default shall hold. Immutable.
 *
 * @param partition {@code sbatch --partition}
 * @param account {@code --account}
 * @param qos {@code --qos}
 * @param constraint {@code --constraint}, such as {@code cpu}
 * @param reservation {@code --reservation}
 * @param coresPerNode {@code --cpus-per-task}, with one task for each node
 * @param memoryPerNodeBytes {@code --mem}
 * @param gpusPerNode {@code --gpus-per-node}
 * @param exclusive {@code --exclusive}: no other job on the block's nodes
 * @param walltime {@code --time}; Slurm counts in minutes, so it is rounded up to them
 */
public record SlurmJobOptions(
        String partition,
        String account,
        String qos,
        String constraint,
        String reservation,
        int coresPerNode,
        long memoryPerNodeBytes,
        int gpusPerNode,
        boolean exclusive,
        Duration walltime) {
    static SlurmJobOptions from(Settings provider) {
        return new SlurmJobOptions(
                provider.text("partition"),
                provider.text("account"),
                provider.text("qos"),
                provider.text("constraint"),
                provider.text("reservation"),
                provider.whole("cores-per-node", 0, 100_000),
                provider.bytes("memory-per-node", 0, Long.MAX_VALUE),
                provider.whole("gpus-per-node", 0, 1000),
                provider.flag("exclusive"),
                provider.duration("walltime", Duration.ofMinutes(1), Duration.ofDays(365)));
    }
}
