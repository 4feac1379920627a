package org.jarsl.manager;

/**
 * What limits the number of workers of a node; Parsl's rule.
 *
 * @param maxWorkers 0 for no limit
 * @param memoryPerWorkerBytes 0 when memory does not limit
 * @param accelerators one for each worker; 0 when they do not limit
 */
public record WorkerLimits(int maxWorkers, double coresPerWorker, long memoryPerWorkerBytes, int accelerators) {
    private static final int MOST_WORKERS = 4096;

    /** The least of what cores, memory, accelerators and {@code maxWorkers} allow, and at least one. */
    public int workers(int cores, long memoryBytes) {
        long workers = (long) Math.floor(cores / coresPerWorker);
        if (memoryPerWorkerBytes > 0) {
            workers = Math.min(workers, memoryBytes / memoryPerWorkerBytes);
        }
        if (accelerators > 0) {
            workers = Math.min(workers, accelerators);
        }
        if (maxWorkers > 0) {
            workers = Math.min(workers, maxWorkers);
        }
        return (int) Math.max(1, Math.min(workers, MOST_WORKERS));
    }
}
