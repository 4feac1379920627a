package org.jarsl.dfk.core;

import org.jarsl.TaskState;

/** How many tasks are in each state; those in a final state are those that ever came there. */
@SuppressWarnings("EnumOrdinal") // an array by ordinal costs nothing for each of millions of moves
public final class StateCounts {
    private final long[] counts;

    public StateCounts() {
        this(new long[TaskState.values().length]);
    }

    private StateCounts(long[] counts) {
        this.counts = counts;
    }

    void add(TaskState state, int difference) {
        counts[state.ordinal()] += difference;
    }

    public long of(TaskState state) {
        return counts[state.ordinal()];
    }

    /** How many tasks have ended, in whatever way. */
    public long ended() {
        return done() + of(TaskState.FAILED) + of(TaskState.DEP_FAIL) + of(TaskState.CANCELLED);
    }

    /** How many have a result. */
    public long done() {
        return of(TaskState.EXEC_DONE) + of(TaskState.MEMO_DONE);
    }

    public StateCounts copy() {
        return new StateCounts(counts.clone());
    }
}
