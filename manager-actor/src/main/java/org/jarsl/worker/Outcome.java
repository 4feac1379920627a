package org.jarsl.worker;

import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt.
 *
 * @param value what {@link ResultForm} made of the function's return value (bytes in a manager, the object itself in
 *     process); null when the attempt failed
 * @param failure null when the attempt succeeded
 * @param thrown what was thrown on the way to the failure, by the user's code when its kind is {@code EXCEPTION}; it
 *     never leaves this JVM
 * @param startedAtMillis when the worker began, in milliseconds since the epoch
 * @param durationMicros how long the worker was busy with it
 */
public record Outcome(
        long taskId,
        int attempt,
        @Nullable Object value,
        @Nullable Failure failure,
        @Nullable Throwable thrown,
        long startedAtMillis,
        long durationMicros) {}
