package org.jarsl.interchange.core;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.TaskDemand;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskOptions;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.WorkerShape;
import org.jspecify.annotations.Nullable;

/** Tasks, managers and results for tests. */
final class Samples {
    static final long GIB = 1L << 30;
    static final WorkerShape ONE_CORE_WORKERS = new WorkerShape(1, 2 * GIB, 0);

    private Samples() {}

    static TaskEnvelope task(long id) {
        return task(id, 0, null);
    }

    static TaskEnvelope task(long id, int priority, @Nullable TaskDemand demand) {
        return new TaskEnvelope(id, 0, 0, new byte[] {(byte) id}, null, demand, priority, null, null);
    }

    static TaskEnvelope walltime(long id, long millis) {
        TaskOptions options = new TaskOptions(millis, Map.of(), null, null, null, List.of(), List.of());
        return new TaskEnvelope(id, 0, 0, new byte[] {(byte) id}, null, null, 0, options, null);
    }

    /** Occupies as many workers of {@link #ONE_CORE_WORKERS}. */
    static TaskEnvelope wide(long id, int cores) {
        return task(id, 0, new TaskDemand(cores, 0, 0));
    }

    static List<TaskEnvelope> tasks(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(Samples::task).toList();
    }

    static ManagerId id(String name) {
        return new ManagerId(name, 1);
    }

    static ManagerInfo manager(String name, int workers) {
        return manager(id(name), "0", workers, ONE_CORE_WORKERS);
    }

    static ManagerInfo manager(ManagerId id, String block, int workers, WorkerShape shape) {
        return new ManagerInfo(id, "1", 17, block, "node-" + id.name(), 1, workers, shape, workers, 64 * GIB, 0);
    }

    static TaskResult result(long taskId, int attempt) {
        return new TaskResult(taskId, attempt, TaskResult.NO_BYTES, null, null, 1, 1);
    }

    static TaskResult failed(long taskId, int attempt) {
        return TaskResult.failed(taskId, attempt, Failure.of(Failure.Kind.EXCEPTION, "no space left on device"));
    }

    static TaskResult notStarted(long taskId, int attempt) {
        return TaskResult.failed(taskId, attempt, Failure.of(Failure.Kind.CANCELLED, "cancelled before it started"));
    }

    static TaskResult workerLost(long taskId, int attempt) {
        return TaskResult.failed(
                taskId, attempt, Failure.of(Failure.Kind.WORKER_LOST, "the worker ended with exit code 137"));
    }
}
