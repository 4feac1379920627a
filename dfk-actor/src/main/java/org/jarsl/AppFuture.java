package org.jarsl;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The result of one task, perhaps not there yet. In contrast to other futures it can be given to an app in place of a
 * value, and cancelling it stops the task wherever it runs. Thread-safe; completed exactly once.
 *
 * @param <R> what the app returns
 */
public interface AppFuture<R> extends Arg.Future<R>, Future<R> {
    /**
     * Waits for the result.
     *
     * @throws AppException if the task failed
     * @throws java.util.concurrent.CancellationException if it was cancelled
     */
    R join();

    /** The task's number, unique in its DataFlowKernel, counted from 0. */
    long taskId();

    /** Where the task stands at this moment. */
    TaskState taskState();

    /**
     * A copy as a {@link CompletableFuture}: completing or cancelling the copy does not touch the task. Its callbacks
     * run on a thread of Jarsl's own and may call apps. There are at most 64 such threads in a DataFlowKernel, so a
     * callback should be short and must not wait for other callbacks: those may be waiting for its thread.
     */
    CompletableFuture<R> toCompletableFuture();

    /** Why the task failed; null as long as it did not. Does not wait. */
    @Nullable
    AppException failure();

    /** The file that gets a shell app's standard output, if there is one. */
    Optional<Path> stdout();

    /** The file that gets a shell app's standard error, if there is one. */
    Optional<Path> stderr();

    /** A future for each file named by {@link App#outputs}, in that order. */
    List<DataFuture> outputs();

    /**
     * Cancels the task: one that waits never starts, and dependents fail. One that runs is stopped if
     * {@code mayInterruptIfRunning}, else it ends in its own time and its result is dropped.
     *
     * @return false if the task had ended already
     */
    @Override
    boolean cancel(boolean mayInterruptIfRunning);
}
