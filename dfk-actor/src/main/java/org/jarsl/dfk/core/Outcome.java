package org.jarsl.dfk.core;

import org.jarsl.TaskState;
import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;

/** How a task ended. Failures of dependencies are linked, not copied, so that a long chain costs one object a task. */
public sealed interface Outcome {
    /** As {@link Inherited#from} of what is no task of this DataFlowKernel. */
    long OUTSIDE = -1;

    /**
     * @param value the result, or its bytes as {@link Encoded}
     * @param remembered whether an identical call had returned it
     */
    record Success(@Nullable Object value, boolean remembered) implements Outcome {
        public Success(@Nullable Object value) {
            this(value, false);
        }

        Success asRemembered() {
            return new Success(value, true);
        }

        Success asRun() {
            return remembered ? new Success(value) : this;
        }
    }

    /** A result as it came from a worker; decoded by who wants it. */
    record Encoded(byte[] bytes) {}

    /**
     * @param thrown what the app threw, where it was thrown in this JVM
     */
    record Failed(Failure failure, @Nullable Throwable thrown) implements Outcome {}

    /** The end of another task, {@code cause}, is the end of this one; a chain of them is as long as the graph is deep. */
    sealed interface Inherited extends Outcome {
        /** The other task's id, or {@link #OUTSIDE}. */
        long from();

        Outcome cause();
    }

    /** The task {@code from} ended with {@code cause}, so this one could not start. */
    record DependencyFailed(long from, Outcome cause) implements Inherited {}

    /** What a join app returned, the future of task {@code from}, ended with {@code cause}. */
    record JoinFailed(long from, Outcome cause) implements Inherited {}

    /** Nobody wants it any more. */
    record Cancelled(String reason) implements Outcome {}

    /** The final state of a task that ended like this. */
    default TaskState state() {
        if (this instanceof Success success) {
            return success.remembered() ? TaskState.MEMO_DONE : TaskState.EXEC_DONE;
        } else if (this instanceof DependencyFailed) {
            return TaskState.DEP_FAIL;
        }
        return this instanceof Cancelled ? TaskState.CANCELLED : TaskState.FAILED;
    }

    static Outcome failed(Failure.Kind kind, String message) {
        return new Failed(Failure.of(kind, message), null);
    }
}
