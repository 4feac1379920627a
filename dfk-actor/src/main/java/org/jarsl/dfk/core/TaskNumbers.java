package org.jarsl.dfk.core;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A set of tasks by their numbers, which are dense from where each head of the run began: a bit each, so that those of
 * ten million take little more than a megabyte. Not thread-safe while numbers are added.
 */
public final class TaskNumbers {
    private static final int PART_BITS = 20;
    private static final int WITHIN_PART = (1 << PART_BITS) - 1;

    private final Map<Long, BitSet> parts = new HashMap<>();

    public void add(long taskId) {
        parts.computeIfAbsent(taskId >> PART_BITS, part -> new BitSet()).set((int) taskId & WITHIN_PART);
    }

    public boolean contains(long taskId) {
        BitSet part = parts.get(taskId >> PART_BITS);
        return part != null && part.get((int) taskId & WITHIN_PART);
    }
}
