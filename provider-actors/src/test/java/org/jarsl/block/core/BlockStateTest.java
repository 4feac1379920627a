package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jarsl.protocol.ManagerId;
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

        walk(core -> core.submitFailed("0", "refused", 0));
        walk(core -> core.submitted("0", "j", 0), core -> core.jobEnded("0", "FAILED", 0));
        walk(
                core -> core.submitted("0", "j", 0),
                core -> core.managerRegistered("0", MANAGER),
                core -> core.jobEnded("0", "x", 0));
        walk(core -> core.submitted("0", "j", 0), core -> core.stop(0), core -> core.jobEnded("0", "CANCELLED", 0));
        walk(core -> core.managerRegistered("0", MANAGER), core -> core.submitted("0", "j", 0), core -> core.stop(0));
        walk(core -> core.managerRegistered("0", MANAGER), core -> core.managerRegistered("0", MANAGER));
        walk(core -> core.managerRegistered("0", MANAGER), core -> core.submitFailed("0", "no answer", 0));
        walk(core -> core.stop(0), core -> core.submitted("0", "j", 0));
        walk(core -> core.stop(0), core -> core.submitFailed("0", "refused", 0));

        assertThat(walked).isEqualTo(new HashSet<>(BlockState.TABLE.transitions()));
    }

    @SafeVarargs
    private static void walk(Consumer<BlockCore>... steps) {
        BlockCore core = new BlockCore(new BlockCore.Settings(1, 1, Duration.ofSeconds(60)), new RecordingOutbox());
        core.start(0);
        for (Consumer<BlockCore> step : steps) {
            step.accept(core);
        }
    }
}
