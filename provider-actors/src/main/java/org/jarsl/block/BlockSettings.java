package org.jarsl.block;

import java.util.List;
import org.jarsl.settings.Settings;

/**
 * How many blocks an executor has and what is in them. Immutable.
 *
 * @param provider who runs them; {@code local} is this machine
 * @param initBlocks started at once and kept up, 0 or more
 * @param nodesPerBlock at least 1
 * @param workerInit shell commands that a block runs before its manager
 * @param maxFailures after so many blocks in a row without a registered manager the executor gives up; at least 1
 */
public record BlockSettings(String provider, int initBlocks, int nodesPerBlock, String workerInit, int maxFailures) {
    private static final int MAX_BLOCKS = 10_000;

    public BlockSettings {
        if (initBlocks < 0 || nodesPerBlock < 1 || maxFailures < 1) {
            throw new IllegalArgumentException(
                    "init-blocks must be 0 or more, nodes-per-block and max-failures at least 1; got " + initBlocks
                            + ", " + nodesPerBlock + " and " + maxFailures);
        }
    }

    /**
     * Reads the {@code provider} section of an executor.
     *
     * @throws org.jarsl.settings.SettingsException when it is wrong
     */
    public static BlockSettings from(Settings provider) {
        return new BlockSettings(
                provider.oneOf("type", List.of("local")),
                provider.whole("init-blocks", 0, MAX_BLOCKS),
                provider.whole("nodes-per-block", 1, MAX_BLOCKS),
                provider.text("worker-init"),
                provider.whole("max-failures", 1, MAX_BLOCKS));
    }
}
