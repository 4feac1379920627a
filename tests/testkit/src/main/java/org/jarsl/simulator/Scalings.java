package org.jarsl.simulator;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.block.core.ScalingSettings.Strategy;

/** Scaling settings that are worth a comparison. */
final class Scalings {
    private Scalings() {}

    /** The user's own first; then each strategy, and half and double as many blocks. */
    static List<ScalingSettings> around(ScalingSettings own) {
        Set<ScalingSettings> all = new LinkedHashSet<>();
        all.add(own);
        for (Strategy strategy : Strategy.values()) {
            all.add(with(own, strategy, own.maxBlocks()));
        }
        all.add(with(own, own.strategy(), Math.max(1, own.maxBlocks() / 2)));
        all.add(with(own, own.strategy(), 2 * own.maxBlocks()));
        return List.copyOf(all);
    }

    /** A fixed number of blocks is that of the most there may be otherwise. */
    private static ScalingSettings with(ScalingSettings own, Strategy strategy, int maxBlocks) {
        boolean fixed = strategy == Strategy.NONE;
        return new ScalingSettings(
                strategy,
                fixed ? maxBlocks : Math.min(own.initBlocks(), maxBlocks),
                Math.min(own.minBlocks(), maxBlocks),
                maxBlocks,
                own.parallelism(),
                own.period(),
                own.maxIdleTime(),
                own.maxPending(),
                own.commandsPerMinute());
    }

    /** In the keys of the configuration. */
    static String describe(ScalingSettings scaling) {
        String strategy = scaling.strategy().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return "strategy = " + strategy + ", init-blocks = " + scaling.initBlocks()
                + (scaling.strategy() == Strategy.NONE ? "" : ", max-blocks = " + scaling.maxBlocks());
    }
}
