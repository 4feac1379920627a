package org.jarsl.provider;

import java.time.Duration;
import org.jarsl.settings.Settings;

/**
 * Grid Engine and its kin, by their commands. A text is empty where the scheduler's own default shall hold. Immutable.
 *
 * @param batch {@code -q}, {@code -A}, {@code -l h_rt=}, and what is no option of {@code qsub}
 * @param parallelEnvironment the first word of {@code -pe}; must be there for more than one slot, and must be one that
 *     gives {@code slotsPerNode} slots to each node
 * @param slotsPerNode as many times the block's nodes is the second word of {@code -pe}
 * @param resources {@code -l}, such as {@code mem_free=4G,gpu=1}
 */
public record GridEngineSettings(BatchSettings batch, String parallelEnvironment, int slotsPerNode, String resources)
        implements ProviderSettings {
    static GridEngineSettings from(Settings provider) {
        return new GridEngineSettings(
                BatchSettings.from(provider, "account"),
                provider.text("parallel-environment"),
                provider.whole("slots-per-node", 1, 100_000),
                provider.text("resources"));
    }

    @Override
    public String type() {
        return "grid-engine";
    }

    @Override
    public Provider provider() {
        return new GridEngineProvider(this, new Commands(batch.commandTimeout()));
    }

    @Override
    public Duration walltime() {
        return batch.walltime();
    }
}
