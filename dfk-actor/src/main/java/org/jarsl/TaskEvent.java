package org.jarsl;

import java.time.Instant;

/**
 * A task has come into a state.
 *
 * @param app the app's name
 * @param attempt 0 for the first
 * @param time to the precision of the batch in which the event was handled
 * @param where node of the manager that ran it, for a state that follows a run; else empty
 */
public record TaskEvent(long taskId, String app, TaskState state, int attempt, Instant time, String where) {}
