package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jarsl.state.StateTable;
import org.jarsl.state.StateTable.Transition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BlockStateTest {
    private final Set<Transition<?, ?>> walked = new HashSet<>();

    @AfterEach
    void observeNoMore() {
        StateTable.observe(null);
    }

    @Test
    void everyTransitionOfTheTableCanBeWalked() {
        StateTable.observe(walked::add);

        walk(core -> core.submitFailed("0", "refused"));
        walk(core -> core.submitted("0", "j"), core -> core.jobEnded("0", "FAILED"));
        walk(core -> core.submitted("0", "j"), core -> core.managerRegistered("0"), core -> core.jobEnded("0", "x"));
        walk(core -> core.submitted("0", "j"), BlockCore::stop, core -> core.jobEnded("0", "CANCELLED"));
        walk(core -> core.managerRegistered("0"), core -> core.submitted("0", "j"), BlockCore::stop);
        walk(core -> core.managerRegistered("0"), core -> core.managerRegistered("0"));
        walk(core -> core.managerRegistered("0"), core -> core.submitFailed("0", "no answer"));
        walk(BlockCore::stop, core -> core.submitted("0", "j"));
        walk(BlockCore::stop, core -> core.submitFailed("0", "refused"));

        assertThat(walked).isEqualTo(new HashSet<>(BlockState.TABLE.transitions()));
    }

    @SafeVarargs
    private static void walk(Consumer<BlockCore>... steps) {
        BlockCore core = new BlockCore(1, 1, new RecordingOutbox());
        core.start();
        for (Consumer<BlockCore> step : steps) {
            step.accept(core);
        }
    }
}
