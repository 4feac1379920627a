package org.jarsl.block.core;

import org.jarsl.state.StateTable;

/** Where a block stands; in contrast to its job's state, which is the scheduler's view, this is Jarsl's. */
public enum BlockState {
    /** The scheduler is not known to have its job: it waits to be submitted, or is, or the answer was unclear. */
    REQUESTED,
    /** The scheduler has its job. */
    SUBMITTED,
    /** A manager of it has registered. */
    CONNECTED,
    /** It is not needed: its managers get no more tasks, and when they hold none its job is cancelled. */
    DRAINING,
    /** Its job has been cancelled, but is not known to have ended. */
    CANCELLING,
    /** Its job has ended. */
    ENDED;

    /** What can happen to a block. */
    public enum Event {
        /** The scheduler has taken its job. */
        SUBMIT,
        SUBMIT_FAILED,
        /** A manager of it has registered: the first, or one more. */
        CONNECT,
        DRAIN,
        /** It is needed again. */
        KEEP,
        CANCEL,
        /** Its job has ended. */
        END
    }

    public static final StateTable<BlockState, Event> TABLE = StateTable.named("block", BlockState.class, Event.class)
            .on(REQUESTED, Event.SUBMIT, SUBMITTED)
            .on(REQUESTED, Event.SUBMIT_FAILED, ENDED)
            // A job may start before the scheduler has answered.
            .on(REQUESTED, Event.CONNECT, CONNECTED)
            .on(REQUESTED, Event.CANCEL, CANCELLING)
            .on(SUBMITTED, Event.CONNECT, CONNECTED)
            .on(SUBMITTED, Event.CANCEL, CANCELLING)
            .on(SUBMITTED, Event.END, ENDED)
            .on(CONNECTED, Event.SUBMIT, CONNECTED)
            .on(CONNECTED, Event.SUBMIT_FAILED, ENDED)
            .on(CONNECTED, Event.CONNECT, CONNECTED)
            .on(CONNECTED, Event.DRAIN, DRAINING)
            .on(CONNECTED, Event.CANCEL, CANCELLING)
            .on(CONNECTED, Event.END, ENDED)
            .on(DRAINING, Event.CONNECT, DRAINING)
            .on(DRAINING, Event.KEEP, CONNECTED)
            .on(DRAINING, Event.CANCEL, CANCELLING)
            .on(DRAINING, Event.END, ENDED)
            .on(CANCELLING, Event.SUBMIT, CANCELLING)
            .on(CANCELLING, Event.SUBMIT_FAILED, ENDED)
            .on(CANCELLING, Event.END, ENDED)
            .build();
}
