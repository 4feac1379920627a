package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt ended.
 *
 * @param value the encoded result; empty when it failed or {@code largeValue} is there
 * @param failure null when the attempt succeeded
 * @param startedAtMillis when the worker began, in milliseconds of the node's clock since the epoch; 0 if it never did
 * @param durationMicros how long the worker was busy with it
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record TaskResult(
        long taskId,
        int attempt,
        byte[] value,
        @Nullable LargeValue largeValue,
        @Nullable Failure failure,
        long startedAtMillis,
        long durationMicros) {

    /** The bytes of a result that is not there. */
    public static final byte[] NO_BYTES = {};

    public static TaskResult failed(long taskId, int attempt, Failure failure) {
        return new TaskResult(taskId, attempt, NO_BYTES, null, failure, 0, 0);
    }

    /** The same result, of what has another name elsewhere. */
    public TaskResult named(long newTaskId, int newAttempt) {
        return new TaskResult(newTaskId, newAttempt, value, largeValue, failure, startedAtMillis, durationMicros);
    }

    /** The same result with its bytes elsewhere, or here again. */
    public TaskResult withValue(byte[] newValue, @Nullable LargeValue newLarge) {
        return new TaskResult(taskId, attempt, newValue, newLarge, failure, startedAtMillis, durationMicros);
    }
}
