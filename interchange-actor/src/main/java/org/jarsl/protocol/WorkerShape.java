package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * The share of its node that one worker owns. A task that asks for more than one share occupies several workers.
 *
 * @param cores cores per worker; may be a fraction, or 0 when cores do not limit
 * @param memoryBytes memory per worker
 * @param accelerators 1 when each worker owns an accelerator, else 0
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record WorkerShape(double cores, long memoryBytes, int accelerators) {
    /** A task that no number of workers of this shape can run. */
    public static final int NEVER = Integer.MAX_VALUE;

    /** A share of {@code cores / workers} is seldom exact, and all shares together must be all cores. */
    private static final double ROUNDING = 1e-6;

    /** How many workers a task with this demand occupies: at least 1, or {@link #NEVER}. */
    public int slotsFor(TaskDemand demand) {
        if (demand.accelerators() > 0 && accelerators == 0) {
            return NEVER;
        }
        // One core is what every worker gives, whatever fraction of a core the site maps it to.
        long byCores = demand.cores() <= 1 || cores == 0 ? 1 : (long) Math.ceil(demand.cores() / cores - ROUNDING);
        long byMemory =
                demand.memoryBytes() == 0 || memoryBytes == 0 ? 1 : 1 + (demand.memoryBytes() - 1) / memoryBytes;
        long slots = Math.max(Math.max(byCores, byMemory), Math.max(1, demand.accelerators()));
        return (int) Math.min(slots, NEVER);
    }
}
