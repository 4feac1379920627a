package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jarsl.block.core.ModelScheduler.Mode;
import org.jarsl.block.core.ScalingSettings.Strategy;
import org.junit.jupiter.api.Test;

/** Whatever a scheduler, managers and the load do, in whatever order. What holds always, the model checks. */
final class BlockCorePropertyTest {
    private static final int HOUR = 3600;

    @Property(tries = 300)
    void theBlocksThatAreNeededComeInTheEndAndThenNothingChangesAndNothingIsLeft(
            @ForAll Strategy strategy,
            @ForAll @IntRange(max = 4) int some,
            @ForAll @IntRange(max = 2) int less,
            @ForAll @IntRange(max = 4) int more,
            @ForAll @IntRange(max = 24) int work,
            @ForAll @Size(max = 40) List<@IntRange(max = 9999) Integer> steps) {
        int init = strategy == Strategy.NONE ? some + 1 : some;
        int min = Math.max(0, init - less);
        int max = strategy == Strategy.NONE ? init : Math.max(1, init + more);
        ModelScheduler model = new ModelScheduler(Samples.elastic(strategy, init, min, max), Mode.WELL);
        for (int step : steps) {
            perform(model, step % 5, step / 5);
        }

        model.mode = Mode.WELL;
        model.work = work;
        model.pass(HOUR);
        if (!model.failed) {
            int needed = Math.max(min, Math.min(max, (work + 1) / ModelScheduler.WORKERS));
            if (strategy == Strategy.NONE) {
                assertThat(model.jobs()).isEqualTo(init);
            } else if (strategy == Strategy.AUTO_SCALE_IN || work == 0) {
                assertThat(model.jobs()).isEqualTo(needed);
            } else {
                assertThat(model.jobs()).isBetween(needed, max);
            }
            int changes = model.changes;
            model.pass(HOUR);
            assertThat(model.changes)
                    .as("submissions and cancellations at a steady load")
                    .isEqualTo(changes);
        }

        model.stop();
        model.pass(HOUR);
        assertThat(model.jobs()).isZero();
        assertThat(model.stops).isEqualTo(1);
    }

    private static void perform(ModelScheduler model, int kind, int choice) {
        switch (kind) {
            case 0 -> model.mode = List.of(Mode.values()).get(choice % 6);
            case 1 -> model.work = choice % 30;
            case 2 -> model.kill(choice);
            case 3 -> model.pass(choice % 30);
            default -> model.pass(choice % 400);
        }
    }

    /** In contrast to thousands: three at once, one after 1, 2, 4, ... s, and then one each 5 minutes. */
    @Test
    void aSchedulerThatIsAwayForHoursGetsFewCommandsAndNoBurstWhenItIsBack() {
        ModelScheduler model = new ModelScheduler(Samples.elastic(Strategy.SIMPLE, 10, 10, 10), Mode.AWAY);
        model.work = 1000;
        model.pass(4 * HOUR);
        assertThat(model.commands).isBetween(40, 3 + 9 + 4 * 12);
        assertThat(model.failed).isFalse();

        model.mode = Mode.WELL;
        int before = model.commands;
        model.pass(300);
        assertThat(model.commands - before).isBetween(3, 300 * Samples.COMMANDS_PER_MINUTE / 60);
        model.pass(HOUR);
        assertThat(model.jobs()).isEqualTo(10);
    }

    @Test
    void aSchedulerThatIsAwayWhileBlocksRunLosesNoneOfThem() {
        ModelScheduler model = new ModelScheduler(Samples.elastic(Strategy.AUTO_SCALE_IN, 3, 0, 3), Mode.WELL);
        model.work = 6;
        model.pass(600);
        assertThat(model.jobs()).isEqualTo(3);
        int changes = model.changes;
        for (Mode mode : List.of(Mode.AWAY, Mode.SILENT, Mode.LOSING, Mode.WELL)) {
            model.mode = mode;
            model.pass(HOUR);
        }
        assertThat(model.jobs()).isEqualTo(3);
        assertThat(model.changes).isEqualTo(changes);
    }

    @Test
    void aSchedulerThatRefusesForHoursGetsFewCommands() {
        BlockCore.Settings settings = new BlockCore.Settings(
                Samples.scaling(Strategy.NONE, 4, 0, 4, 1.0),
                1,
                0,
                new BlockErrorHandler.None(),
                3,
                Samples.START_TIMEOUT,
                Duration.ZERO);
        ModelScheduler model = new ModelScheduler(settings, Mode.REFUSING);
        model.pass(4 * HOUR);
        assertThat(model.failed).isFalse();
        assertThat(model.commands).isLessThan(5 * (9 + 4 * 12));
    }
}
