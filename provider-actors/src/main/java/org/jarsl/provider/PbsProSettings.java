package org.jarsl.provider;

import java.time.Duration;
import org.jarsl.settings.Settings;

/**
 * PBS Pro and OpenPBS, by their commands. Texts are empty and numbers 0 where the scheduler's own default shall hold.
 * Immutable.
 *
 * @param batch {@code -q}, {@code -A}, {@code -l walltime=}, and what is no option of {@code qsub}
 * @param selectOptions what else each node shall have, such as {@code ngpus=4:mpiprocs=8}
 * @param coresPerNode {@code ncpus} of each node
 * @param memoryPerNodeBytes {@code mem} of each node
 */
public record PbsProSettings(BatchSettings batch, String selectOptions, int coresPerNode, long memoryPerNodeBytes)
        implements ProviderSettings {
    static PbsProSettings from(Settings provider) {
        return new PbsProSettings(
                BatchSettings.from(provider, "account"),
                provider.text("select-options"),
                provider.whole("cores-per-node", 0, 100_000),
                provider.bytes("memory-per-node", 0, Long.MAX_VALUE));
    }

    @Override
    public String type() {
        return "pbs-pro";
    }

    @Override
    public Provider provider() {
        return new PbsProProvider(this, new Commands(batch.commandTimeout()));
    }

    @Override
    public Duration walltime() {
        return batch.walltime();
    }
}
