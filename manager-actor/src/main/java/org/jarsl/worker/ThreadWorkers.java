package org.jarsl.worker;

import java.util.concurrent.CompletableFuture;
import org.jarsl.codec.ValueCodec;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.TaskEnvelope;

/** The workers are threads of this JVM. */
public record ThreadWorkers(WorkerPool pool, ValueCodec codec, CompletableFuture<String> broken) implements Workers {
    public ThreadWorkers(WorkerPool pool, ValueCodec codec) {
        this(pool, codec, new CompletableFuture<>());
    }

    @Override
    public void run(TaskEnvelope task, AppDescriptor app, int slots) {
        pool.run(new Work(
                task.taskId(),
                task.attempt(),
                app,
                types -> codec.decodeAll(task.arguments(), types),
                task.optionsOrDefault(),
                slots));
    }

    @Override
    public boolean cancel(long taskId, int attempt, boolean interruptRunning) {
        return pool.cancel(taskId, attempt, interruptRunning);
    }

    @Override
    public void failExiting() {
        pool.failExiting();
    }

    @Override
    public CompletableFuture<Void> ready() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        pool.close();
    }
}
