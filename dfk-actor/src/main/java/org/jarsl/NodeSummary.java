package org.jarsl;

/**
 * What one manager has done so far.
 *
 * @param executor label of its executor
 * @param manager its name, and that of its log directory
 * @param up false once it has left or was lost
 * @param setAside tasks have failed on its node that ended well on others, so it gets none, or one at a time
 * @param tasks that ended on it, well or not
 * @param busyMillis sum of the time its workers spent in tasks
 * @param peakRssBytes the most memory its process had in use; 0 if not known
 */
public record NodeSummary(
        String executor,
        String manager,
        String node,
        String block,
        long pid,
        int workers,
        boolean up,
        boolean setAside,
        long tasks,
        long busyMillis,
        long peakRssBytes) {}
