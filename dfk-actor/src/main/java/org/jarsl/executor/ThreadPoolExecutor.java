package org.jarsl.executor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jarsl.NodeSummary;
import org.jarsl.codec.ValueCodec;
import org.jarsl.dfk.TaskCall;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.TaskOptions;
import org.jarsl.worker.FunctionTable;
import org.jarsl.worker.Work;
import org.jarsl.worker.WorkerPool;

/** Runs tasks on threads of this JVM; join apps too, on a pool of their own. Nothing is encoded on the way. */
public final class ThreadPoolExecutor implements TaskExecutor {
    private final String label;
    private final int threads;
    private final Results results;
    private final ValueCodec codec;
    private final Runnable enter;
    private final WorkerPool pool;
    private final AtomicLong inside = new AtomicLong();

    /**
     * @param loaders where the functions of apps are in this JVM
     * @param enter called on the worker's thread before each task
     */
    public ThreadPoolExecutor(
            String label,
            int threads,
            Path directory,
            ValueCodec codec,
            FunctionTable.Loaders loaders,
            Runnable enter,
            Results results) {
        this.label = label;
        this.threads = threads;
        this.results = results;
        this.codec = codec;
        this.enter = enter;
        List<Map<String, String>> environments = new ArrayList<>();
        for (int rank = 0; rank < threads; rank++) {
            environments.add(Map.of("JARSL_WORKER_RANK", "" + rank, "JARSL_WORKER_COUNT", "" + threads));
        }
        this.pool = new WorkerPool(
                new WorkerPool.Settings(
                        label, threads, environments, List.of(), directory, Duration.ofSeconds(2), "executor " + label),
                new FunctionTable(classLoader(), loaders),
                (value, type) -> value,
                this::onOutcome);
    }

    /** The program's own, where the calling thread knows it. */
    private static ClassLoader classLoader() {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread != null ? ofThread : ThreadPoolExecutor.class.getClassLoader();
    }

    private void onOutcome(org.jarsl.worker.Outcome outcome) {
        inside.decrementAndGet();
        Failure failure = outcome.failure();
        Outcome ended =
                failure == null ? new Outcome.Success(outcome.value()) : new Outcome.Failed(failure, outcome.thrown());
        results.ended(List.of(new Ended(outcome.taskId(), outcome.attempt(), ended, label)));
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean wantsBytes() {
        return false;
    }

    @Override
    public void submit(List<Launch> tasks) {
        inside.addAndGet(tasks.size());
        for (Launch task : tasks) {
            TaskCall call = task.call();
            TaskOptions options = call.options() == null ? TaskOptions.NONE : call.options();
            Work.Arguments arguments = types -> {
                enter.run();
                return call.values(codec, types);
            };
            pool.run(new Work(task.taskId(), task.attempt(), call.app(), arguments, options, 1));
        }
    }

    @Override
    public void cancel(List<Cancelled> attempts) {
        for (Cancelled attempt : attempts) {
            if (pool.cancel(attempt.taskId(), attempt.attempt(), attempt.interrupt())) {
                inside.decrementAndGet();
            }
        }
    }

    @Override
    public CompletionStage<Load> load() {
        long now = inside.get();
        long running = Math.min(now, threads);
        return CompletableFuture.completedFuture(new Load(now - running, running));
    }

    @Override
    public List<NodeSummary> nodes() {
        return Collections.emptyList();
    }

    @Override
    public CompletionStage<Void> stop(String reason) {
        return CompletableFuture.runAsync(pool::close);
    }
}
