package org.jarsl.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jarsl.simulator.Shrinking.Smaller;
import org.junit.jupiter.api.Test;

class ShrinkingTest {
    private static Smaller shrink(Shrinking.Attempt attempt, int calls, int faults) {
        return Shrinking.shrink(attempt, () -> 0, calls, faults);
    }

    @Test
    void onlyTheFaultsThatMatterAreLeftAndHardlyMoreCallsThanMatter() {
        Smaller smaller =
                shrink((calls, faults) -> calls >= 1234 && faults.containsAll(List.of(3, 17, 36)), 20_000, 40);
        assertThat(smaller.faults()).containsExactly(3, 17, 36);
        assertThat(smaller.calls()).isBetween(1234, 1234 * 11 / 10);
        assertThat(smaller.tries()).isLessThan(Shrinking.MOST_TRIES);
    }

    @Test
    void faultsThatFewerCallsDoNotNeedGoToo() {
        Smaller smaller =
                shrink((calls, faults) -> faults.contains(5) && (calls < 1000 || faults.contains(6)), 2000, 10);
        assertThat(smaller.faults()).containsExactly(5);
    }

    @Test
    void whatFailsWithoutAnyFaultKeepsNone() {
        Smaller smaller = shrink((calls, faults) -> true, 20_000, 40);
        assertThat(smaller.faults()).isEmpty();
        assertThat(smaller.calls()).isEqualTo(1);
    }

    @Test
    void triesAndTimeAreBounded() {
        assertThat(shrink((calls, faults) -> faults.size() == 2000, 20_000, 2000))
                .isEqualTo(shrink((calls, faults) -> false, 20_000, 2000))
                .extracting(Smaller::tries)
                .isEqualTo(Shrinking.MOST_TRIES);
        AtomicLong seconds = new AtomicLong();
        Smaller slow = Shrinking.shrink(
                (calls, faults) -> false, () -> TimeUnit.SECONDS.toNanos(seconds.addAndGet(10)), 20_000, 40);
        assertThat(slow.tries()).isLessThan(10);
    }
}
