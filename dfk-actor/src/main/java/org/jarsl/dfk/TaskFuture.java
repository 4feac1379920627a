package org.jarsl.dfk;

import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jarsl.AppException;
import org.jarsl.AppFuture;
import org.jarsl.DataFuture;
import org.jarsl.TaskState;
import org.jarsl.codec.CodecException;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.Task;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.TaskOptions;
import org.jspecify.annotations.Nullable;

/**
 * The future of one task. The result stays in the bytes in which it came until somebody asks for it, and is then
 * decoded on that thread.
 */
final class TaskFuture<R> implements AppFuture<R>, Task.Promise {
    private final Kernel kernel;
    private final Type type;
    private final @Nullable TaskOptions options;
    private final CompletableFuture<Outcome> done = new CompletableFuture<>();
    private final Task task;
    private volatile @Nullable Object decoded;

    /** {@code task} is made here, for it and its future need each other. */
    TaskFuture(
            Kernel kernel,
            long id,
            String app,
            double retries,
            boolean join,
            Type type,
            TaskCall call,
            Task.Keyed keyed,
            @Nullable CallKey key) {
        this.kernel = kernel;
        this.type = type;
        this.options = call.options();
        this.task = new Task(id, app, retries, join, this, call, keyed, key);
    }

    Kernel kernel() {
        return kernel;
    }

    Task task() {
        return task;
    }

    /** Null until the task has ended. */
    @Nullable
    Outcome outcome() {
        return done.getNow(null);
    }

    /** The decoded result of a task that has ended well. */
    @Nullable
    Object value() throws CodecException {
        if (!(outcome() instanceof Outcome.Success success)) {
            throw new IllegalStateException(task + " has no result");
        }
        if (!(success.value() instanceof Outcome.Encoded encoded)) {
            return success.value();
        }
        Object known = decoded;
        if (known == null) {
            known = kernel.codec().decode(encoded.bytes(), type);
            decoded = known;
        }
        return known;
    }

    @Override
    public boolean complete(Outcome outcome) {
        return done.complete(outcome);
    }

    @Override
    public R join() {
        return result(done.join());
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        return checked(done.get());
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return checked(done.get(timeout, unit));
    }

    private R checked(Outcome outcome) throws ExecutionException {
        try {
            return result(outcome);
        } catch (AppException e) {
            throw new ExecutionException(e.getMessage(), e);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // an app that returns null has a future of null
    private R result(Outcome outcome) {
        if (outcome instanceof Outcome.Success) {
            try {
                return (R) value();
            } catch (CodecException e) {
                throw Failures.undecodable(task, e);
            }
        }
        if (outcome instanceof Outcome.Cancelled cancelled) {
            throw new CancellationException(cancelled.reason());
        }
        throw Failures.of(task.id(), task.app(), outcome);
    }

    @Override
    public boolean isDone() {
        return done.isDone();
    }

    @Override
    public boolean isCancelled() {
        return outcome() instanceof Outcome.Cancelled;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean first = done.complete(new Outcome.Cancelled(task + " was cancelled"));
        if (first) {
            kernel.cancelled(task, mayInterruptIfRunning);
        }
        return first;
    }

    @Override
    public long taskId() {
        return task.id();
    }

    @Override
    public TaskState taskState() {
        // The result is there a moment before the task's state says so; who has seen it must not see an older state.
        Outcome outcome = outcome();
        return outcome == null ? task.state() : outcome.state();
    }

    @Override
    public @Nullable AppException failure() {
        Outcome outcome = outcome();
        return outcome == null || outcome instanceof Outcome.Success || outcome instanceof Outcome.Cancelled
                ? null
                : Failures.of(task.id(), task.app(), outcome);
    }

    @Override
    public CompletableFuture<R> toCompletableFuture() {
        return done.thenApplyAsync(this::result, kernel.callbacks());
    }

    @Override
    public Optional<Path> stdout() {
        return options == null || options.stdout() == null
                ? Optional.empty()
                : Optional.of(Path.of(options.stdout().path()));
    }

    @Override
    public Optional<Path> stderr() {
        return options == null || options.stderr() == null
                ? Optional.empty()
                : Optional.of(Path.of(options.stderr().path()));
    }

    @Override
    public List<DataFuture> outputs() {
        return options == null
                ? List.of()
                : options.outputs().stream()
                        .<DataFuture>map(path -> new FileFuture(this, Path.of(path)))
                        .toList();
    }

    @Override
    public String toString() {
        return task.toString();
    }
}
