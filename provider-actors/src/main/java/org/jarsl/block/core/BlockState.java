package org.jarsl.block.core;

import org.jarsl.state.StateTable;

/** Where a block stands. */
public enum BlockState {
    /** Its job is being submitted. */
    REQUESTED,
    /** The scheduler has its job. */
    SUBMITTED,
    /** A manager of it has registered. */
    CONNECTED,
    /** Its job has been cancelled, but is not known to have ended. */
    CANCELLING,
    /** Its job has ended. */
    ENDED;

    /** What can happen to a block. */
    public enum Event {
        SUBMIT,
        SUBMIT_FAILED,
        CONNECT,
        CANCEL,
        END
    }

    public static final StateTable<BlockState, Event> TABLE = StateTable.named("block", BlockState.class, Event.class)
            .on(REQUESTED, Event.SUBMIT, SUBMITTED)
            .on(REQUESTED, Event.SUBMIT_FAILED, ENDED)
            .on(REQUESTED, Event.CANCEL, CANCELLING)
            .on(SUBMITTED, Event.CONNECT, CONNECTED)
            .on(SUBMITTED, Event.CANCEL, CANCELLING)
            .on(SUBMITTED, Event.END, ENDED)
            .on(CONNECTED, Event.CANCEL, CANCELLING)
            .on(CONNECTED, Event.END, ENDED)
            .on(CANCELLING, Event.SUBMIT, CANCELLING)
            .on(CANCELLING, Event.SUBMIT_FAILED, ENDED)
            .on(CANCELLING, Event.END, ENDED)
            .build();
}
