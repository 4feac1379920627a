package org.jarsl.provider;

import java.time.Duration;
import org.jarsl.settings.Settings;

/**
 * IBM Spectrum LSF, by its commands. A text is empty where the scheduler's own default shall hold. Immutable.
 *
 * @param batch {@code -q}, {@code -P}, {@code -W} in minutes, and what is no option of {@code bsub}
 */
public record LsfSettings(BatchSettings batch) implements ProviderSettings {
    static LsfSettings from(Settings provider) {
        return new LsfSettings(BatchSettings.from(provider, "project"));
    }

    @Override
    public String type() {
        return "lsf";
    }

    @Override
    public Provider provider() {
        return new LsfProvider(this, new Commands(batch.commandTimeout()));
    }

    @Override
    public Duration walltime() {
        return batch.walltime();
    }
}
