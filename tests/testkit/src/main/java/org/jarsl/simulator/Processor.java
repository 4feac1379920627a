package org.jarsl.simulator;

import java.util.function.Supplier;

/** What hosts compute on: a core for each of them, or a few that all share, as the processes of one machine do. */
class Processor {
    /** When each shared core is free; empty if each host has one of its own. */
    private final long[] freeNanos;

    Processor() {
        this(0);
    }

    /** 0 for a core for each host. */
    Processor(int sharedCores) {
        freeNanos = new long[sharedCores];
    }

    /** Computes for that long, from then on or as soon as a core is free; returns when that is done. */
    long compute(long fromNanos, long nanos) {
        if (freeNanos.length == 0 || nanos == 0) {
            return fromNanos + nanos;
        }
        int first = 0;
        for (int i = 1; i < freeNanos.length; i++) {
            first = freeNanos[i] < freeNanos[first] ? i : first;
        }
        freeNanos[first] = Math.max(freeNanos[first], fromNanos) + nanos;
        return freeNanos[first];
    }

    /** Does what an actor has to do, which takes no virtual time. */
    <T> T act(Supplier<T> work) {
        return work.get();
    }
}
