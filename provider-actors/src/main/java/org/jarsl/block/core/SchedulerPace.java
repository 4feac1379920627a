package org.jarsl.block.core;

/**
 * How fast commands may be given to a scheduler. In contrast to a plain rate limit it listens to the answers: while the
 * scheduler is away or silent there is one command at a time, after a delay that doubles from 1 s to 5 min, and what was
 * saved up in the meantime does not come as a burst when it is back. Single-threaded.
 */
final class SchedulerPace {
    /** A command costs as much as one a minute brings in a minute. */
    private static final long COST = 60_000;

    private final int commandsPerMinute;
    private final Backoff away = new Backoff();
    private long credit;
    private long creditedMillis;
    private int unanswered;

    /**
     * @param commandsPerMinute on average; as many may be saved up
     */
    SchedulerPace(int commandsPerMinute) {
        this.commandsPerMinute = commandsPerMinute;
        this.credit = full();
    }

    /** Whether a command may be given now; if so it must be, and {@link #answered} must follow. */
    boolean take(long nowMillis) {
        credit = Math.min(full(), credit + Math.max(0, nowMillis - creditedMillis) * commandsPerMinute);
        creditedMillis = nowMillis;
        boolean alone = away.isClear() || unanswered == 0;
        if (credit < COST || !alone || !away.isOver(nowMillis)) {
            return false;
        }
        takeAnyway();
        return true;
    }

    /** For the command that cannot wait. */
    void takeAnyway() {
        credit = Math.max(0, credit - COST);
        unanswered++;
    }

    /**
     * A command is over.
     *
     * @param heard whether the scheduler answered, be it with a refusal
     */
    void answered(boolean heard, long nowMillis) {
        unanswered--;
        if (heard) {
            away.reset();
        } else if (away.failed(nowMillis)) {
            credit = 0;
        }
    }

    private long full() {
        return commandsPerMinute * COST;
    }
}
