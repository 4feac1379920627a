package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SchedulerPaceTest {
    private final SchedulerPace pace = new SchedulerPace(6);

    @Test
    void asManyAsAMinuteBringsMayComeAtOnceAndThenAsTheyAreBrought() {
        assertThat(taken(100, 0)).isEqualTo(6);
        assertThat(taken(100, 9_999)).isZero();
        assertThat(taken(100, 10_000)).isEqualTo(1);
        assertThat(taken(100, 40_000)).isEqualTo(3);
        assertThat(taken(100, 3_600_000)).isEqualTo(6);
    }

    @Test
    void whileTheSchedulerIsAwayThereIsOneCommandAtATimeEverLater() {
        assertThat(taken(3, 0)).isEqualTo(3);
        pace.answered(false, 0);
        pace.answered(false, 10);
        assertThat(taken(9, 60_000)).as("one is not answered").isZero();
        pace.answered(false, 60_000);
        assertThat(taken(9, 61_000)).as("what was saved is lost").isZero();
        assertThat(taken(9, 70_000)).isEqualTo(1);
        assertThat(taken(9, 100_000)).isZero();
        pace.answered(false, 100_000);
        assertThat(taken(9, 110_000)).isEqualTo(1);
    }

    @Test
    void anAnswerEndsTheWait() {
        assertThat(taken(1, 0)).isEqualTo(1);
        pace.answered(false, 0);
        assertThat(taken(1, 10_000)).isEqualTo(1);
        pace.answered(true, 10_000);
        assertThat(taken(9, 40_000)).isEqualTo(3);
    }

    @Test
    void theCommandThatCannotWaitDoesNot() {
        assertThat(taken(9, 0)).isEqualTo(6);
        pace.takeAnyway();
        assertThat(taken(9, 0)).isZero();
    }

    @Test
    void theDelayDoublesUpToFiveMinutes() {
        Backoff backoff = new Backoff();
        long now = 0;
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            assertThat(backoff.failed(now)).isTrue();
            assertThat(backoff.delay().toSeconds()).isEqualTo(seconds);
            now += seconds * 1000;
            assertThat(backoff.failed(now - 1)).isFalse();
            assertThat(backoff.isOver(now)).isTrue();
        }
        backoff.reset();
        assertThat(backoff.isClear()).isTrue();
    }

    private int taken(int wanted, long nowMillis) {
        int taken = 0;
        while (taken < wanted && pace.take(nowMillis)) {
            taken++;
        }
        return taken;
    }
}
