package org.jarsl.dfk.core;

import org.jarsl.TaskState;
import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;

/** How a task ended. Failures of dependencies are linked, not copied, so that a long chain costs one object a task. */
public sealed interface Outcome {
    /**
     * @param value the result, or its bytes as {@link Encoded}
     */
    record Success(@Nullable Object value) implements Outcome {}

    /** A result as it came from a worker; decoded by who wants it. */
    record Encoded(byte[] bytes) {}

    /**
     * @param thrown what the app threw, where it was thrown in this JVM
     */
    record Failed(Failure failure, @Nullable Throwable thrown) implements Outcome {}

    /** The task {@code dependency} ended with {@code cause}, so this one could not start. */
    record DependencyFailed(long dependency, Outcome cause) implements Outcome {}

    /** What a join app returned ended with {@code cause}. */
    record JoinFailed(Outcome cause) implements Outcome {}

    /** Nobody wants it any more. */
    record Cancelled(String reason) implements Outcome {}

    /** The final state of a task that ended like this. */
    default TaskState state() {
        if (this instanceof Success) {
            return TaskState.EXEC_DONE;
        } else if (this instanceof DependencyFailed) {
            return TaskState.DEP_FAIL;
        }
        return this instanceof Cancelled ? TaskState.CANCELLED : TaskState.FAILED;
    }

    static Outcome failed(Failure.Kind kind, String message) {
        return new Failed(Failure.of(kind, message), null);
    }
}
