package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jarsl.block.core.ScalingSettings.Strategy;
import org.jarsl.protocol.ManagerId;
import org.jarsl.provider.ProviderException.Kind;
import org.jarsl.state.StateTable;
import org.jarsl.state.StateTable.Transition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BlockStateTest {
    private static final ManagerId MANAGER = new ManagerId("m", 1);

    private final Set<Transition<?, ?>> walked = new HashSet<>();

    @AfterEach
    void observeNoMore() {
        StateTable.observe(null);
    }

    @Test
    void everyTransitionOfTheTableCanBeWalked() {
        StateTable.observe(walked::add);

        walk(core -> core.submitFailed("0", Kind.REFUSED, "refused", 0));
        walk(BlockStateTest::submitted, core -> core.jobEnded("0", "FAILED", 0));
        walk(BlockStateTest::submitted, BlockStateTest::connected, core -> core.jobEnded("0", "x", 0));
        walk(BlockStateTest::submitted, BlockStateTest::stop, core -> core.jobEnded("0", "CANCELLED", 0));
        walk(BlockStateTest::connected, BlockStateTest::submitted, BlockStateTest::stop);
        walk(BlockStateTest::connected, BlockStateTest::connected);
        walk(BlockStateTest::connected, core -> core.submitFailed("0", Kind.REFUSED, "no", 0));
        walk(BlockStateTest::stop, BlockStateTest::submitted);
        walk(BlockStateTest::stop, core -> core.submitFailed("0", Kind.REFUSED, "refused", 0));
        walk(
                BlockStateTest::submitted,
                BlockStateTest::connected,
                BlockStateTest::drain,
                BlockStateTest::connected,
                core -> core.load(Samples.load(1, Map.of("0", 1)), 0));
        walk(
                BlockStateTest::submitted,
                BlockStateTest::connected,
                BlockStateTest::drain,
                core -> core.load(Samples.load(0, Map.of(), Set.of("0")), 0));
        walk(
                BlockStateTest::submitted,
                BlockStateTest::connected,
                BlockStateTest::drain,
                core -> core.jobEnded("0", "TIMEOUT", 0));

        assertThat(walked).isEqualTo(new HashSet<>(BlockState.TABLE.transitions()));
    }

    @SafeVarargs
    private static void walk(Consumer<BlockCore>... steps) {
        BlockCore core = new BlockCore(Samples.elastic(Strategy.SIMPLE, 1, 0, 1), new RecordingOutbox());
        core.start(0);
        for (Consumer<BlockCore> step : steps) {
            step.accept(core);
        }
    }

    private static void submitted(BlockCore core) {
        core.submitted("0", "j", 0);
    }

    private static void connected(BlockCore core) {
        core.managerRegistered("0", MANAGER, 0);
    }

    private static void stop(BlockCore core) {
        core.stop(0);
    }

    private static void drain(BlockCore core) {
        core.load(Samples.load(0, Map.of("0", 0)), 0);
        core.load(Samples.load(0, Map.of("0", 0)), Samples.MAX_IDLE.toMillis());
    }
}
