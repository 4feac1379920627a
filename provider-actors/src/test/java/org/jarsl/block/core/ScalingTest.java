package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jarsl.block.core.Scaling.View;
import org.jarsl.block.core.ScalingSettings.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScalingTest {
    private static final long MAX_IDLE_MILLIS = Samples.MAX_IDLE.toMillis();

    /** Parsl's rules 1a, 2a, 2b and 3, and that the least are kept, at most 10 blocks. */
    @ParameterizedTest
    @CsvSource({
        "0, 8, 0, 0, 0, 1.0",
        "0, 8, 0, 2, 2, 1.0",
        "1, 8, 0, 0, 1, 1.0",
        "8, 8, 0, 0, 1, 1.0",
        "9, 8, 1, 0, 1, 1.0",
        "8, 8, 1, 0, 0, 1.0",
        "120, 8, 3, 0, 7, 1.0",
        "120, 8, 3, 0, 5, 0.5",
        "1, 8, 0, 0, 1, 0.01",
        "24, 8, 3, 0, 0, 1.0",
        "25, 8, 3, 0, 1, 1.0"
    })
    void blocksAreAddedAsParslDoes(int tasks, int workers, int active, int min, int added, double parallelism) {
        Scaling scaling = new Scaling(Samples.scaling(Strategy.SIMPLE, 0, min, 10, parallelism), 1);
        assertThat(scaling.decide(new View(tasks, workers, active), 0).change()).isEqualTo(added);
    }

    @Test
    void theNumbersOfADecisionAreSaid() {
        Scaling scaling = new Scaling(Samples.scaling(Strategy.SIMPLE, 0, 0, 10, 1.0), 1);
        assertThat(scaling.decide(new View(120, 8, 3), 0).why())
                .isEqualTo("120 tasks outstanding, 3 blocks with 8 workers each are 24 slots, parallelism 1.0, at most "
                        + "10 blocks");
        Scaling ofNodes = new Scaling(Samples.scaling(Strategy.SIMPLE, 0, 0, 10, 0.5), 2);
        assertThat(ofNodes.decide(new View(99, 8, 1), 0).why())
                .isEqualTo("99 tasks outstanding, 1 blocks with 8 workers on each of 2 nodes are 16 slots, "
                        + "parallelism 0.5, at most 10 blocks");
    }

    @Test
    void blocksAreGivenBackWhenTheyHaveBeenTooManyForLongEnough() {
        Scaling scaling = new Scaling(Samples.scaling(Strategy.AUTO_SCALE_IN, 0, 1, 10, 1.0), 1);
        View tooMany = new View(9, 8, 5);
        assertThat(scaling.decide(tooMany, 1000).change()).isZero();
        assertThat(scaling.decide(tooMany, 999 + MAX_IDLE_MILLIS).change()).isZero();
        assertThat(scaling.decide(tooMany, 1000 + MAX_IDLE_MILLIS).change()).isEqualTo(-3);
        assertThat(scaling.decide(new View(40, 8, 5), 1001 + MAX_IDLE_MILLIS).change())
                .isZero();
        assertThat(scaling.decide(tooMany, 1002 + MAX_IDLE_MILLIS).change())
                .as("they were not too many in between")
                .isZero();
    }

    @Test
    void simpleGivesBackOnlyWhenThereIsNoTask() {
        Scaling scaling = new Scaling(Samples.scaling(Strategy.SIMPLE, 0, 1, 10, 1.0), 1);
        assertThat(scaling.decide(new View(1, 8, 5), 0).change()).isZero();
        assertThat(scaling.decide(new View(1, 8, 5), 10 * MAX_IDLE_MILLIS).change())
                .isZero();
        assertThat(scaling.decide(new View(0, 8, 5), 11 * MAX_IDLE_MILLIS).change())
                .isZero();
        assertThat(scaling.decide(new View(0, 8, 5), 12 * MAX_IDLE_MILLIS).change())
                .isEqualTo(-4);
    }

    @Property
    void aSteadyLoadIsSettledByOneDecision(
            @ForAll Strategy strategy,
            @ForAll @IntRange(max = 1_000_000) int tasks,
            @ForAll @IntRange(min = 1, max = 300) int workers,
            @ForAll @IntRange(min = 1, max = 8) int nodes,
            @ForAll @IntRange(max = 50) int active,
            @ForAll @IntRange(max = 20) int min,
            @ForAll @IntRange(max = 20) int more,
            @ForAll @DoubleRange(min = 0.01, max = 1) double parallelism) {
        int init = Math.max(1, min);
        int max = strategy == Strategy.NONE ? init : init + more;
        Scaling scaling = new Scaling(Samples.scaling(strategy, init, min, max, parallelism), nodes);
        int first = scaling.decide(new View(tasks, workers, active), 0).change();
        int then = active
                + first
                + (first == 0
                        ? scaling.decide(new View(tasks, workers, active), MAX_IDLE_MILLIS)
                                .change()
                        : 0);
        assertThat(then).isGreaterThanOrEqualTo(min);
        assertThat(then).isLessThanOrEqualTo(Math.max(active, max));
        assertThat(scaling.decide(new View(tasks, workers, then), 2 * MAX_IDLE_MILLIS)
                        .change())
                .isZero();
        assertThat(scaling.decide(new View(tasks, workers, then), 9 * MAX_IDLE_MILLIS)
                        .change())
                .isZero();
    }
}
