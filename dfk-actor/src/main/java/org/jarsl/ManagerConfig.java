package org.jarsl;

import java.time.Duration;
import java.util.List;

/**
 * What each node manager makes of its node. The number of workers is the least of: {@code maxWorkers}, the node's
 * cores divided by {@code coresPerWorker}, its memory divided by {@code memoryPerWorkerBytes}, and the number of
 * accelerators, each where it is given; and at least 1. (Parsl's rule.)
 *
 * @param maxWorkers at most so many workers a node; 0 for no limit
 * @param coresPerWorker may be a fraction, to have more workers than cores
 * @param memoryPerWorkerBytes 0 when memory does not limit
 * @param accelerators names, one worker gets each; empty for none
 * @param cpuAffinity {@code none}, {@code block}, {@code block-reverse}, {@code alternating}, or {@code list:0-7:8-15}
 * @param prefetch tasks, in slots, that a manager may hold beyond those that run; -1 lets it adapt to their duration
 * @param jvmOptions for the manager's JVM, such as {@code -Xmx4g}
 * @param isolation what a worker is
 * @param workerJvmOptions for the JVMs of workers that are processes
 * @param patience how long it goes on without its head in a run that can be resumed
 */
public record ManagerConfig(
        int maxWorkers,
        double coresPerWorker,
        long memoryPerWorkerBytes,
        List<String> accelerators,
        String cpuAffinity,
        int prefetch,
        List<String> jvmOptions,
        Isolation isolation,
        List<String> workerJvmOptions,
        Duration patience) {

    /** What keeps workers from each other. */
    public enum Isolation {
        /** A worker is a thread of the manager's JVM. */
        THREAD,
        /** A worker is a JVM of its own: what a task does to it costs that attempt only. */
        PROCESS
    }

    public static final ManagerConfig DEFAULT = new ManagerConfig(
            0,
            1.0,
            0,
            List.of(),
            "none",
            -1,
            List.of("-XX:+UseSerialGC", "-Xshare:auto"),
            Isolation.THREAD,
            List.of("-XX:+UseSerialGC"),
            Duration.ofMinutes(5));

    public ManagerConfig {
        accelerators = List.copyOf(accelerators);
        jvmOptions = List.copyOf(jvmOptions);
        workerJvmOptions = List.copyOf(workerJvmOptions);
        if (maxWorkers < 0 || coresPerWorker <= 0 || memoryPerWorkerBytes < 0 || prefetch < -1) {
            throw new IllegalArgumentException(
                    "expected max-workers >= 0, cores-per-worker > 0, memory-per-worker >= 0,"
                            + " prefetch >= 0 or auto; got " + maxWorkers + ", " + coresPerWorker + ", "
                            + memoryPerWorkerBytes
                            + ", " + prefetch);
        }
        if (!cpuAffinity.matches("none|block|block-reverse|alternating|list:[0-9,:-]+")) {
            throw new IllegalArgumentException("cpu-affinity \"" + cpuAffinity
                    + "\": expected none, block, block-reverse, alternating or list:CPUS:CPUS...");
        }
    }
}
