package org.jarsl.dfk;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been started so far, to be ended again, the last first, when a later step of the start fails. */
final class Undo {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    void add(Runnable step) {
        steps.push(step);
    }

    /** What goes wrong on the way is added to {@code because}. */
    void run(Throwable because) {
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                because.addSuppressed(e);
            }
        }
    }
}
