package org.jarsl.block.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What failed blocks mean: from {@code maxFailures} in a row on, the next comes after a delay that doubles, and when the
 * handler says so, and no other block has a manager, there is none any more.
 */
final class BlockFailures {
    /** What to do after a failure. */
    enum Verdict {
        GO_ON,
        POSTPONE,
        GIVE_UP
    }

    static final int REMEMBERED = 1000;

    private final BlockErrorHandler handler;
    private final int maxFailures;
    private final Backoff backoff = new Backoff();
    private final List<BlockOutcome> outcomes = new ArrayList<>();
    private int inARow;
    private boolean hopeless;

    BlockFailures(BlockErrorHandler handler, int maxFailures) {
        this.handler = handler;
        this.maxFailures = maxFailures;
    }

    /** The first manager of a block has registered. */
    void connected(String blockId) {
        remember(new BlockOutcome(blockId, true, ""));
        inARow = 0;
        hopeless = false;
        backoff.reset();
    }

    Verdict failed(BlockOutcome outcome, boolean othersHaveManagers, long nowMillis) {
        remember(outcome);
        inARow++;
        hopeless = asked();
        if (hopeless && !othersHaveManagers) {
            return Verdict.GIVE_UP;
        }
        // Blocks that were started together and fail together make the delay grow once.
        boolean postponed = (hopeless || inARow >= maxFailures) && backoff.failed(nowMillis);
        return postponed ? Verdict.POSTPONE : Verdict.GO_ON;
    }

    /** A user's handler may throw. */
    private boolean asked() {
        try {
            return handler.giveUp(List.copyOf(outcomes));
        } catch (RuntimeException e) {
            return true;
        }
    }

    private void remember(BlockOutcome outcome) {
        outcomes.add(outcome);
        if (outcomes.size() > REMEMBERED) {
            outcomes.remove(0);
        }
    }

    /** One whose failure would be the end is tried at once when nothing else is left. */
    boolean mayStart(boolean someHaveManagers, long nowMillis) {
        return backoff.isOver(nowMillis) || (hopeless && !someHaveManagers);
    }

    Duration delay() {
        return backoff.delay();
    }

    String reason(String last) {
        return inARow == 1
                ? "a block ended before a manager of it registered: " + last
                : inARow + " blocks in a row ended before a manager of theirs registered; the last: " + last;
    }
}
