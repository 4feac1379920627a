package org.jarsl.testkit;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jarsl.codec.ValueCodec;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.worker.FunctionTable;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.ThreadWorkers;
import org.jarsl.worker.WorkerPool;

/** The threads that run the functions and shell commands of all nodes, which are fewer than their workers. Thread-safe. */
final class Functions implements AutoCloseable {
    static final int THREADS = 64;

    /** No two nodes run the same attempt. */
    private record Run(long taskId, int attempt) {}

    private final Map<Run, Consumer<Outcome>> ends = new ConcurrentHashMap<>();
    private final ThreadWorkers workers;

    Functions(Path scratchDirectory) {
        ValueCodec codec = new ValueCodec();
        WorkerPool pool = new WorkerPool(
                new WorkerPool.Settings(
                        "jarsl-simulated",
                        THREADS,
                        Collections.nCopies(THREADS, Map.of()),
                        List.of(),
                        scratchDirectory,
                        WorkerPool.Settings.DEFAULT_KILL_GRACE,
                        "simulated nodes"),
                new FunctionTable(Functions.class.getClassLoader()),
                codec::encode,
                this::ended);
        workers = new ThreadWorkers(pool, codec);
    }

    /** {@code end} is called once, on any thread, unless {@link #cancel} says that it will not be. */
    void run(TaskEnvelope task, AppDescriptor app, Consumer<Outcome> end) {
        ends.put(new Run(task.taskId(), task.attempt()), end);
        workers.run(task, app, 1);
    }

    private void ended(Outcome outcome) {
        Consumer<Outcome> end = ends.remove(new Run(outcome.taskId(), outcome.attempt()));
        if (end != null) {
            end.accept(outcome);
        }
    }

    /** As {@link WorkerPool#cancel}, of one that may run. */
    boolean cancel(TaskEnvelope task) {
        boolean cancelled = workers.cancel(task.taskId(), task.attempt(), true);
        if (cancelled) {
            ends.remove(new Run(task.taskId(), task.attempt()));
        }
        return cancelled;
    }

    @Override
    public void close() {
        workers.close();
    }
}
