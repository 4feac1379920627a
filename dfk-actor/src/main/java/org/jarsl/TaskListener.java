package org.jarsl;

/**
 * Hears of every task. Called on a thread of its own, one event at a time in their order; what it throws is logged. A
 * listener that cannot keep up loses events, never holds tasks up; the log says how many.
 */
@FunctionalInterface
public interface TaskListener {
    void onEvent(TaskEvent event);
}
