package org.jarsl.dfk;

import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a caller wait while too many tasks are unfinished. Costs two volatile reads as long as nobody waits. */
final class Bound {
    private static final Logger log = LoggerFactory.getLogger(Bound.class);
    private static final long REMINDER_MILLIS = 60_000;

    private final long maxTasks;
    private volatile long ended;
    private volatile int waiting;
    private volatile boolean open;

    Bound(long maxTasks) {
        this.maxTasks = maxTasks;
    }

    /** Waits until fewer than the bound of the {@code submitted} tasks are unfinished. */
    void admit(long submitted) {
        if (isFull(submitted)) {
            await(submitted);
        }
    }

    private boolean isFull(long submitted) {
        return submitted - ended >= maxTasks && !open;
    }

    private synchronized void await(long submitted) {
        waiting++;
        try {
            while (isFull(submitted)) {
                long before = ended;
                wait(REMINDER_MILLIS);
                if (ended == before && isFull(submitted)) {
                    log.warn(
                            "a call has waited for {} s: {} tasks are unfinished, as many as max-tasks allows, and"
                                    + " none has ended meanwhile",
                            REMINDER_MILLIS / 1000,
                            submitted - ended);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(
                    "interrupted while waiting for room: " + maxTasks + " tasks are unfinished (max-tasks)", e);
        } finally {
            waiting--;
        }
    }

    /** So many have ended since the beginning. */
    void ended(long total) {
        ended = total;
        if (waiting > 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** From now on nobody waits, for it would be in vain: whoever is let in will be refused. */
    synchronized void open() {
        open = true;
        notifyAll();
    }
}
