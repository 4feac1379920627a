package org.jarsl.block;

import java.time.Duration;
import org.jarsl.launcher.Launcher;
import org.jarsl.launcher.Launchers;
import org.jarsl.provider.ProviderSettings;
import org.jarsl.provider.Providers;
import org.jarsl.settings.Settings;

/**
 * How many blocks an executor has and what is in them. Immutable.
 *
 * @param provider who runs them
 * @param initBlocks started at once and kept up, at least 1
 * @param nodesPerBlock at least 1
 * @param workerInit shell commands that a block runs before its manager
 * @param maxFailures after so many blocks in a row without a registered manager the executor gives up, unless other
 *     blocks have managers; at least 1
 * @param startTimeout from the start of a block's job to the registration of its first manager, 1 s to 7 days
 * @param launcher starts the managers on the block's nodes
 */
public record BlockSettings(
        ProviderSettings provider,
        int initBlocks,
        int nodesPerBlock,
        String workerInit,
        int maxFailures,
        Duration startTimeout,
        Launcher launcher) {
    private static final int MAX_BLOCKS = 10_000;
    private static final Duration MIN_START_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_START_TIMEOUT = Duration.ofDays(7);

    public BlockSettings {
        if (initBlocks < 1 || nodesPerBlock < 1 || maxFailures < 1) {
            throw new IllegalArgumentException("init-blocks, nodes-per-block and max-failures must be at least 1; got "
                    + initBlocks + ", " + nodesPerBlock + " and " + maxFailures);
        }
        if (startTimeout.compareTo(MIN_START_TIMEOUT) < 0 || startTimeout.compareTo(MAX_START_TIMEOUT) > 0) {
            throw new IllegalArgumentException("start-timeout must be 1 s to 7 days; got " + startTimeout);
        }
    }

    /**
     * Reads the {@code provider} section of an executor.
     *
     * @throws org.jarsl.settings.SettingsException when it is wrong
     */
    public static BlockSettings from(Settings provider) {
        return new BlockSettings(
                Providers.read(provider),
                provider.whole("init-blocks", 1, MAX_BLOCKS),
                provider.whole("nodes-per-block", 1, MAX_BLOCKS),
                provider.text("worker-init"),
                provider.whole("max-failures", 1, MAX_BLOCKS),
                provider.duration("start-timeout", MIN_START_TIMEOUT, MAX_START_TIMEOUT),
                Launchers.read(provider));
    }
}
