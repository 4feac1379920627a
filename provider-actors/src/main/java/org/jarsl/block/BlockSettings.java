package org.jarsl.block;

import java.time.Duration;
import java.util.List;
import org.jarsl.block.core.BlockErrorHandler;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.launcher.Launcher;
import org.jarsl.launcher.Launchers;
import org.jarsl.provider.ProviderSettings;
import org.jarsl.provider.Providers;
import org.jarsl.settings.Settings;

/**
 * How many blocks an executor has and what is in them. Immutable.
 *
 * @param provider who runs them
 * @param scaling how many there are
 * @param nodesPerBlock at least 1
 * @param workerInit shell commands that a block runs before its manager
 * @param maxFailures after so many blocks in a row without a registered manager the next ones come ever more slowly, 1
 *     to 1000
 * @param errorHandler whether the executor gives up when blocks fail, unless other blocks have managers
 * @param startTimeout from the start of a block's job to the registration of its first manager, 1 s to 7 days
 * @param launcher starts the managers on the block's nodes
 */
public record BlockSettings(
        ProviderSettings provider,
        ScalingSettings scaling,
        int nodesPerBlock,
        String workerInit,
        int maxFailures,
        BlockErrorHandler errorHandler,
        Duration startTimeout,
        Launcher launcher) {
    private static final int MAX_BLOCKS = 10_000;
    private static final int MAX_FAILURES = 1000;
    private static final Duration MIN_START_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_START_TIMEOUT = Duration.ofDays(7);

    public BlockSettings {
        if (nodesPerBlock < 1 || maxFailures < 1 || maxFailures > MAX_FAILURES) {
            throw new IllegalArgumentException("nodes-per-block must be at least 1 and max-failures 1 to "
                    + MAX_FAILURES + "; got " + nodesPerBlock + " and " + maxFailures);
        }
        if (startTimeout.compareTo(MIN_START_TIMEOUT) < 0 || startTimeout.compareTo(MAX_START_TIMEOUT) > 0) {
            throw new IllegalArgumentException("start-timeout must be 1 s to 7 days; got " + startTimeout);
        }
    }

    /** With a rule of the program's own for when failed blocks are too many. */
    public BlockSettings withErrorHandler(BlockErrorHandler handler) {
        return new BlockSettings(
                provider, scaling, nodesPerBlock, workerInit, maxFailures, handler, startTimeout, launcher);
    }

    /**
     * Reads the {@code provider} section of an executor.
     *
     * @throws org.jarsl.settings.SettingsException when a value is wrong
     * @throws IllegalArgumentException when values contradict each other
     */
    public static BlockSettings from(Settings provider) {
        int maxFailures = provider.whole("max-failures", 1, MAX_FAILURES);
        return new BlockSettings(
                Providers.read(provider),
                scaling(provider),
                provider.whole("nodes-per-block", 1, MAX_BLOCKS),
                provider.text("worker-init"),
                maxFailures,
                switch (provider.oneOf("error-handling", List.of("simple", "windowed", "none"))) {
                    case "simple" -> new BlockErrorHandler.Simple(maxFailures);
                    case "windowed" -> new BlockErrorHandler.Windowed(maxFailures);
                    default -> new BlockErrorHandler.None();
                },
                provider.duration("start-timeout", MIN_START_TIMEOUT, MAX_START_TIMEOUT),
                Launchers.read(provider));
    }

    private static ScalingSettings scaling(Settings provider) {
        int initBlocks = provider.whole("init-blocks", 0, MAX_BLOCKS);
        int minBlocks = provider.whole("min-blocks", 0, MAX_BLOCKS);
        int maxBlocks = provider.text("max-blocks").equals("auto")
                ? Math.max(1, Math.max(initBlocks, minBlocks))
                : provider.whole("max-blocks", 1, MAX_BLOCKS);
        return new ScalingSettings(
                provider.oneOf("strategy", ScalingSettings.Strategy.class),
                initBlocks,
                minBlocks,
                maxBlocks,
                provider.number("parallelism", 0.0001, 1),
                provider.duration("strategy-period", Duration.ofMillis(100), Duration.ofHours(1)),
                provider.duration("max-idle-time", Duration.ZERO, Duration.ofDays(7)),
                provider.whole("max-pending", 1, MAX_BLOCKS),
                provider.whole("commands-per-minute", 1, 6000));
    }
}
