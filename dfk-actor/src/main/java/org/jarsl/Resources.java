package org.jarsl;

/**
 * What one task needs of a node while it runs, and how urgent it is. Immutable.
 *
 * @param cores at least 1
 * @param memoryBytes 0 for no special need
 * @param accelerators 0 or more
 * @param priority lower runs earlier; 0 when nothing is said, so a negative one overtakes
 */
public record Resources(int cores, long memoryBytes, int accelerators, int priority) {
    /** One core and nothing else. */
    public static final Resources DEFAULT = new Resources(1, 0, 0, 0);

    public Resources {
        if (cores < 1 || memoryBytes < 0 || accelerators < 0) {
            throw new IllegalArgumentException("cores must be at least 1, memory and accelerators 0 or more; got cores="
                    + cores + ", memoryBytes=" + memoryBytes + ", accelerators=" + accelerators);
        }
    }

    public static Resources cores(int cores) {
        return new Resources(cores, 0, 0, 0);
    }

    public Resources memory(long bytes) {
        return new Resources(cores, bytes, accelerators, priority);
    }

    public Resources accelerators(int count) {
        return new Resources(cores, memoryBytes, count, priority);
    }

    /** Lower runs earlier. */
    public Resources priority(int newPriority) {
        return new Resources(cores, memoryBytes, accelerators, newPriority);
    }
}
