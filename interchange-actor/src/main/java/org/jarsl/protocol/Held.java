package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;

/**
 * A task that a manager runs, or has the result of, from before it registered.
 *
 * @param key of its call; null when nobody could recognise the call by it
 * @param slots how many workers it occupies; 0 when it has ended, and only its result is there
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record Held(long taskId, int attempt, @Nullable CallKey key, int slots) {}
