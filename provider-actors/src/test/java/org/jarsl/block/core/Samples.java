package org.jarsl.block.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jarsl.block.core.ScalingSettings.Strategy;
import org.jarsl.interchange.core.Load;

/** Settings and loads for tests. */
final class Samples {
    static final Duration PERIOD = Duration.ofSeconds(5);
    static final Duration MAX_IDLE = Duration.ofSeconds(60);
    static final Duration START_TIMEOUT = Duration.ofMinutes(10);
    static final int MAX_PENDING = 3;
    static final int COMMANDS_PER_MINUTE = 30;

    private Samples() {}

    /** So many blocks, kept up. */
    static BlockCore.Settings fixed(int blocks, int maxFailures, Duration startTimeout) {
        return settings(ScalingSettings.fixed(blocks), maxFailures, startTimeout, Duration.ZERO);
    }

    static BlockCore.Settings elastic(Strategy strategy, int init, int min, int max) {
        return settings(scaling(strategy, init, min, max, 1.0), 3, START_TIMEOUT, Duration.ZERO);
    }

    static BlockCore.Settings settings(
            ScalingSettings scaling, int maxFailures, Duration startTimeout, Duration walltime) {
        return new BlockCore.Settings(
                scaling, 1, 0, new BlockErrorHandler.Windowed(maxFailures), maxFailures, startTimeout, walltime);
    }

    static ScalingSettings scaling(Strategy strategy, int init, int min, int max, double parallelism) {
        return new ScalingSettings(
                strategy, init, min, max, parallelism, PERIOD, MAX_IDLE, MAX_PENDING, COMMANDS_PER_MINUTE);
    }

    /** Blocks of one manager with two workers each, which hold so many tasks; none drains. */
    static Load load(int outstanding, Map<String, Integer> held) {
        return load(outstanding, held, Set.of());
    }

    static Load load(int outstanding, Map<String, Integer> held, Set<String> draining) {
        Map<String, Load.OfBlock> blocks = held.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> new Load.OfBlock(1, 2, e.getValue(), e.getValue())));
        return new Load(outstanding, blocks, draining);
    }

    static List<String> sorted(Set<String> ids) {
        return ids.stream().sorted().toList();
    }
}
