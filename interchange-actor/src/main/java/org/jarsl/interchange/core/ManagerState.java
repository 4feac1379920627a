package org.jarsl.interchange.core;

import org.jarsl.state.StateTable;

/** What a manager is to the interchange. */
public enum ManagerState {
    /** Not registered yet. */
    UNKNOWN,
    /** Registered and getting tasks. */
    ACTIVE,
    /** Its block is about to end: gets no tasks, and what it runs may come to its end. */
    DRAINING,
    /** Left of its own will, or was let go; what it still held was run again elsewhere. */
    LEFT,
    /** Gone without a word; what it held was run again elsewhere, and nothing it says is heard. */
    LOST;

    /** What can happen to a manager. */
    public enum Event {
        REGISTER,
        DRAIN,
        DRAINED,
        LEAVE,
        SILENT,
        BLOCK_ENDED,
        REPLACED
    }

    public static final StateTable<ManagerState, Event> TABLE = StateTable.named(
                    "manager", ManagerState.class, Event.class)
            .on(UNKNOWN, Event.REGISTER, ACTIVE)
            .on(ACTIVE, Event.DRAIN, DRAINING)
            .on(ACTIVE, Event.LEAVE, LEFT)
            .on(ACTIVE, Event.SILENT, LOST)
            .on(ACTIVE, Event.BLOCK_ENDED, LOST)
            .on(ACTIVE, Event.REPLACED, LOST)
            .on(DRAINING, Event.DRAINED, LEFT)
            .on(DRAINING, Event.LEAVE, LEFT)
            .on(DRAINING, Event.SILENT, LOST)
            .on(DRAINING, Event.BLOCK_ENDED, LOST)
            .on(DRAINING, Event.REPLACED, LOST)
            .build();
}
