package org.jarsl.dfk.core;

import static org.jarsl.TaskState.CANCELLED;
import static org.jarsl.TaskState.DEP_FAIL;
import static org.jarsl.TaskState.EXEC_DONE;
import static org.jarsl.TaskState.FAILED;
import static org.jarsl.TaskState.FAIL_RETRYABLE;
import static org.jarsl.TaskState.JOINING;
import static org.jarsl.TaskState.LAUNCHED;
import static org.jarsl.TaskState.MEMO_DONE;
import static org.jarsl.TaskState.PENDING;

import org.jarsl.TaskState;
import org.jarsl.state.StateTable;

/** What can happen to a task. */
public final class TaskTransitions {
    /** Events in the life of a task. */
    public enum Event {
        DEPENDENCIES_DONE,
        DEPENDENCY_FAILED,
        SUCCEED,
        FAIL,
        ATTEMPT_FAILED,
        RETRY,
        RETURN_FUTURE,
        CANCEL,
        REMEMBER
    }

    public static final StateTable<TaskState, Event> TABLE = StateTable.named("task", TaskState.class, Event.class)
            .on(PENDING, Event.DEPENDENCIES_DONE, LAUNCHED)
            .on(PENDING, Event.DEPENDENCY_FAILED, DEP_FAIL)
            .on(PENDING, Event.FAIL, FAILED)
            .on(PENDING, Event.CANCEL, CANCELLED)
            .on(PENDING, Event.REMEMBER, MEMO_DONE)
            .on(LAUNCHED, Event.SUCCEED, EXEC_DONE)
            .on(LAUNCHED, Event.FAIL, FAILED)
            .on(LAUNCHED, Event.ATTEMPT_FAILED, FAIL_RETRYABLE)
            .on(LAUNCHED, Event.RETURN_FUTURE, JOINING)
            .on(LAUNCHED, Event.CANCEL, CANCELLED)
            .on(FAIL_RETRYABLE, Event.RETRY, LAUNCHED)
            .on(FAIL_RETRYABLE, Event.FAIL, FAILED)
            .on(FAIL_RETRYABLE, Event.CANCEL, CANCELLED)
            .on(JOINING, Event.SUCCEED, EXEC_DONE)
            .on(JOINING, Event.FAIL, FAILED)
            .on(JOINING, Event.CANCEL, CANCELLED)
            .build();

    private TaskTransitions() {}
}
