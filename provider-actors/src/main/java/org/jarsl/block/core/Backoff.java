package org.jarsl.block.core;

import java.time.Duration;

/** A delay that doubles with each failure in a row, from 1 s to 5 min. Failures before it is over count as one. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private Duration delay = Duration.ZERO;
    private long overMillis = Long.MIN_VALUE;

    /** Returns whether the delay grew. */
    boolean failed(long nowMillis) {
        if (!isOver(nowMillis)) {
            return false;
        }
        Duration doubled = delay.multipliedBy(2);
        delay = delay.isZero() ? FIRST : doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        overMillis = nowMillis + delay.toMillis();
        return true;
    }

    void reset() {
        delay = Duration.ZERO;
        overMillis = Long.MIN_VALUE;
    }

    /** Nothing has failed since the last success. */
    boolean isClear() {
        return delay.isZero();
    }

    boolean isOver(long nowMillis) {
        return nowMillis >= overMillis;
    }

    Duration delay() {
        return delay;
    }
}
