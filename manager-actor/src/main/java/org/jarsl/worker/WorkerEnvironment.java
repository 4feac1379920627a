package org.jarsl.worker;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a running Java app may know of its worker. A JVM has one environment for all its threads, so {@link
 * System#getenv} cannot tell workers apart: what a shell command finds in its own variables (the accelerator it owns,
 * its rank), a Java app finds here.
 *
 * <p>Seen only by the thread that runs the app's function, not by threads that it starts. Immutable.
 */
public final class WorkerEnvironment {
    private final int rank;
    private final int workerCount;
    private final Map<String, String> environment;
    private final long taskId;
    private final int attempt;
    private final String where;

    WorkerEnvironment(int rank, int workerCount, Map<String, String> workers, Work work, String where) {
        this.rank = rank;
        this.workerCount = workerCount;
        Map<String, String> merged = new HashMap<>(workers);
        merged.putAll(work.options().environment());
        this.environment = Collections.unmodifiableMap(merged);
        this.taskId = work.taskId();
        this.attempt = work.attempt();
        this.where = where;
    }

    /** The environment of the calling thread's task; empty outside a worker. */
    public static Optional<WorkerEnvironment> current() {
        return Thread.currentThread() instanceof Worker worker ? worker.environmentOfTask() : Optional.empty();
    }

    /** Number of the worker in its pool, from 0. */
    public int rank() {
        return rank;
    }

    public int workerCount() {
        return workerCount;
    }

    /** The variables of worker and task; those that the whole process inherited are not among them. */
    public Map<String, String> environment() {
        return environment;
    }

    public long taskId() {
        return taskId;
    }

    public int attempt() {
        return attempt;
    }

    /** Node, worker and attempt, as failures name them. */
    public String where() {
        return where;
    }
}
