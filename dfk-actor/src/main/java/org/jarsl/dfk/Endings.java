package org.jarsl.dfk;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jarsl.executor.TaskExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the parts of a DataFlowKernel end, each within a bound. */
final class Endings {
    private static final Logger log = LoggerFactory.getLogger(Endings.class);
    private static final long EXECUTOR_SECONDS = 90;
    private static final long IDLE_MILLIS = 50;

    private Endings() {}

    /**
     * Nothing is launched any more; completes when what runs has ended and is recorded, at the timeout in any case.
     *
     * @param over whether everything is being ended meanwhile
     */
    static CompletableFuture<Void> drained(
            GraphInbox graph, Collection<TaskExecutor> executors, Duration timeout, BooleanSupplier over) {
        graph.offer(new DfkActor.Drain());
        CompletableFuture<Void> idle =
                settled(graph).thenCompose(done -> idle(executors, over)).thenCompose(done -> settled(graph));
        return bounded("what runs", idle, timeout.toSeconds());
    }

    private static CompletableFuture<Void> settled(GraphInbox graph) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        graph.offer(new DfkActor.Settle(settled));
        return settled;
    }

    private static CompletableFuture<Void> idle(Collection<TaskExecutor> executors, BooleanSupplier over) {
        List<CompletableFuture<TaskExecutor.Load>> loads = executors.stream()
                .map(executor -> executor.load().toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new)).thenCompose(done -> {
            boolean idle = loads.stream().map(CompletableFuture::join).allMatch(TaskExecutor.Load::isNothing);
            return idle || over.getAsBoolean()
                    ? CompletableFuture.completedFuture(null)
                    : new CompletableFuture<Void>()
                            .completeOnTimeout(null, IDLE_MILLIS, TimeUnit.MILLISECONDS)
                            .thenCompose(pause -> idle(executors, over));
        });
    }

    static CompletableFuture<Void> stopped(TaskExecutor executor, String reason) {
        CompletableFuture<Void> stopped =
                CompletableFuture.completedFuture(reason).thenCompose(executor::stop);
        return bounded("executor " + executor.label(), stopped, EXECUTOR_SECONDS);
    }

    /** Ends with the stage, well or not, or after so many seconds without it; a close goes on in any case. */
    static CompletableFuture<Void> bounded(String what, CompletionStage<?> stage, long seconds) {
        return stage.<Void>thenApply(done -> null)
                .toCompletableFuture()
                .orTimeout(seconds, TimeUnit.SECONDS)
                .exceptionally(e -> {
                    log.warn("{} has not ended well within {} s; the close goes on", what, seconds, e);
                    return null;
                });
    }
}
