package org.jarsl.worker.core;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One worker: a place for a JVM, which is replaced when it dies. Of the core only. */
final class Slot {
    enum State {
        /** No JVM; one is started at {@link #startAtMillis}. */
        DOWN,
        STARTING,
        READY,
        /** Runs what it has begun, gets nothing more, and is then replaced. */
        RETIRING,
        /** Told to die. */
        KILLED
    }

    final int rank;
    /** What its JVM holds, in the order in which it was sent. */
    final Map<Long, Ticket> held = new LinkedHashMap<>();

    State state = State.STARTING;
    long startAtMillis;
    /** How often in a row it died before it had answered anything. */
    int idleDeaths;
    /** A task of several slots that runs elsewhere keeps this one free. */
    @Nullable
    Ticket reservedFor;
    /** The oldest of {@link #held} at the last look. */
    long oldest;
    /** At the same task for a while: what waits here may wait long. */
    boolean slow;

    Slot(int rank) {
        this.rank = rank;
    }

    boolean isFree() {
        return held.isEmpty() && reservedFor == null;
    }

    boolean mayGetAhead(int most) {
        return state == State.READY && reservedFor == null && held.size() < most && !(slow && !held.isEmpty());
    }
}
