package org.jarsl.block.core;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What could not be asked of the scheduler and is to be asked again: a circuit breaker. While the scheduler is away, one
 * command at a time tries, after 1 s, 2 s, 4 s, ..., at most 5 min; with its first answer all may. So a short absence
 * never becomes a burst of submissions. Single-threaded.
 */
final class Postponed {
    /** What is to be done for a block. */
    enum Step {
        /** Nothing was submitted. */
        SUBMIT,
        /** Perhaps something was, and the scheduler must say. */
        FIND
    }

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    private final Map<String, Step> steps = new LinkedHashMap<>();
    private Duration delay = Duration.ZERO;
    private long nextMillis;
    /** A command has gone out, and its answer decides. */
    private boolean trying;

    /** A command got no answer; returns after what time the next is tried. */
    Duration noAnswer(long nowMillis) {
        trying = false;
        // Commands that were issued together and fail together make the delay grow once.
        if (!isAway() || nowMillis >= nextMillis) {
            delay = delay.isZero() ? FIRST_DELAY : delay.multipliedBy(2);
            delay = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
            nextMillis = nowMillis + delay.toMillis();
        }
        return delay;
    }

    /** To be asked as soon as the scheduler may be. */
    void add(String blockId, Step step) {
        steps.put(blockId, step);
    }

    void answered() {
        delay = Duration.ZERO;
        trying = false;
    }

    boolean isAway() {
        return !delay.isZero();
    }

    /** What waits for this block, which it then does no more. */
    Optional<Step> remove(String blockId) {
        return Optional.ofNullable(steps.remove(blockId));
    }

    boolean steps(String blockId, Step step) {
        return steps.get(blockId) == step;
    }

    /** A block whose step may be taken now; empty if there is none. */
    Optional<String> next(long nowMillis) {
        boolean allowed = !isAway() || (nowMillis >= nextMillis && !trying);
        Optional<String> next = allowed ? steps.keySet().stream().findFirst() : Optional.empty();
        trying |= isAway() && next.isPresent();
        return next;
    }
}
