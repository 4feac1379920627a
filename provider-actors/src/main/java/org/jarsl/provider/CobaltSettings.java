package org.jarsl.provider;

import java.nio.file.Path;
import java.time.Duration;
import org.jarsl.settings.Settings;

/**
 * Cobalt, by its commands. A text is empty where the scheduler's own default shall hold. Immutable.
 *
 * @param batch {@code -q}, {@code -A}, {@code -t} in minutes, and further options of {@code qsub} with blanks between
 * @param attrs {@code --attrs}, such as {@code mcdram=cache:numa=quad}
 */
public record CobaltSettings(BatchSettings batch, String attrs) implements ProviderSettings {
    static CobaltSettings from(Settings provider) {
        return new CobaltSettings(BatchSettings.from(provider, "account"), provider.text("attrs"));
    }

    @Override
    public String type() {
        return "cobalt";
    }

    @Override
    public Provider provider() {
        return new CobaltProvider(
                this, new Commands(batch.commandTimeout()), Path.of("").toAbsolutePath());
    }

    @Override
    public Duration walltime() {
        return batch.walltime();
    }
}
