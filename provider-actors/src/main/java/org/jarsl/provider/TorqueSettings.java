package org.jarsl.provider;

import java.time.Duration;
import org.jarsl.settings.Settings;

/**
 * Torque, by its commands. Texts are empty and numbers 0 where the scheduler's own default shall hold. Immutable.
 *
 * @param batch {@code -q}, {@code -A}, {@code -l walltime=}, and what is no option of {@code qsub}
 * @param coresPerNode {@code ppn} of each node
 */
public record TorqueSettings(BatchSettings batch, int coresPerNode) implements ProviderSettings {
    static TorqueSettings from(Settings provider) {
        return new TorqueSettings(
                BatchSettings.from(provider, "account"), provider.whole("cores-per-node", 0, 100_000));
    }

    @Override
    public String type() {
        return "torque";
    }

    @Override
    public Provider provider() {
        return new TorqueProvider(this, new Commands(batch.commandTimeout()));
    }

    @Override
    public Duration walltime() {
        return batch.walltime();
    }
}
