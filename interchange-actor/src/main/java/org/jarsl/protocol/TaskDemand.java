package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * What one task needs of a node while it runs.
 *
 * @param cores at least 1
 * @param memoryBytes 0 when the task does not say
 * @param accelerators 0 or more
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record TaskDemand(int cores, long memoryBytes, int accelerators) {
    /** One core, and nothing else asked for. */
    public static final TaskDemand ONE_CORE = new TaskDemand(1, 0, 0);
}
