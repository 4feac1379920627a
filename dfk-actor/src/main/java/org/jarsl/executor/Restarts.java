package org.jarsl.executor;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether, and when, what was lost is started again: the first time at once, then ever later, and not for ever when it is
 * of no use in between. Not thread-safe.
 */
final class Restarts {
    /** So many losses in a row, without anything done in between, are the end. */
    static final int MAX_LOSSES = 5;

    private static final Duration STEP = Duration.ofSeconds(1);

    private int losses;

    /** What was started is of use. */
    void ofUse() {
        losses = 0;
    }

    /** After how long it is started again; empty if no more. */
    Optional<Duration> afterLoss() {
        losses++;
        return losses < MAX_LOSSES ? Optional.of(STEP.multipliedBy(losses - 1)) : Optional.empty();
    }
}
