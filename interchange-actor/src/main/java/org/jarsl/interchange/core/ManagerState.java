package org.jarsl.interchange.core;

import org.jarsl.state.StateTable;

/** What a manager is to the interchange. */
public enum ManagerState {
    /** Not registered yet. */
    UNKNOWN,
    /** Registered and getting tasks. */
    ACTIVE,
    /** Left of its own will; what it still held was run again elsewhere. */
    LEFT,
    /** Gone without a word; what it held was run again elsewhere, and nothing it says is heard. */
    LOST;

    /** What can happen to a manager. */
    public enum Event {
        REGISTER,
        LEAVE,
        SILENT,
        BLOCK_ENDED,
        REPLACED
    }

    public static final StateTable<ManagerState, Event> TABLE = StateTable.named(
                    "manager", ManagerState.class, Event.class)
            .on(UNKNOWN, Event.REGISTER, ACTIVE)
            .on(ACTIVE, Event.LEAVE, LEFT)
            .on(ACTIVE, Event.SILENT, LOST)
            .on(ACTIVE, Event.BLOCK_ENDED, LOST)
            .on(ACTIVE, Event.REPLACED, LOST)
            .build();
}
