package org.jarsl.worker.core;

import java.util.Set;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.TaskEnvelope;

/** An attempt from {@link ProcessPoolCore#run} to its end. Of the core's thread only, but for what is final. */
public final class Ticket {
    /** What is to become of it when its worker gives it back. */
    enum GivenBack {
        /** Another worker runs it. */
        RUN_ELSEWHERE,
        /** The manager hears that it was cancelled. */
        CANCELLED,
        /** Nobody waits for it. */
        FORGOTTEN
    }

    private final long number;
    private final TaskEnvelope task;
    private final AppDescriptor app;
    private final int slots;

    GivenBack givenBack = GivenBack.RUN_ELSEWHERE;
    /** Whether its worker was asked for it. */
    boolean recalled;
    /** When its worker has to have stopped it. */
    long deadlineMillis = Long.MAX_VALUE;
    /** The ranks that it occupies, the one that runs it included; empty for one alone. */
    Set<Integer> ranks = Set.of();

    Ticket(long number, TaskEnvelope task, AppDescriptor app, int slots) {
        this.number = number;
        this.task = task;
        this.app = app;
        this.slots = slots;
    }

    /** Stands for it between manager and worker; from 1, never used again. */
    public long number() {
        return number;
    }

    public TaskEnvelope task() {
        return task;
    }

    public AppDescriptor app() {
        return app;
    }

    int slots() {
        return slots;
    }

    public Set<Integer> ranks() {
        return ranks;
    }
}
