package org.jarsl.dfk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The facade of {@link org.jarsl.DataFlowKernel#asExecutorService}; each of its tasks is a task of the kernel. */
final class DfkExecutorService extends AbstractExecutorService {
    /** How long a wait may miss that the kernel was closed, which nobody tells. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Kernel kernel;
    private final ObjectCalls calls;
    private final Set<SubmittedTask<?>> unfinished = ConcurrentHashMap.newKeySet();
    private volatile boolean shutdown;

    DfkExecutorService(Kernel kernel, List<String> labels) {
        this.kernel = kernel;
        this.calls = new ObjectCalls(kernel, labels);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
        return new SubmittedTask<>(calls, callable, null);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
        return new SubmittedTask<>(calls, runnable, value);
    }

    @Override
    public void execute(Runnable command) {
        SubmittedTask<?> task =
                command instanceof SubmittedTask<?> own ? own : new SubmittedTask<>(calls, command, null);
        // Before the look at the shutdown: once terminated, always terminated.
        unfinished.add(task);
        try {
            start(task);
        } catch (RuntimeException | Error e) {
            unfinished.remove(task);
            throw e;
        }
        task.onEnd(() -> unfinished.remove(task));
    }

    private void start(SubmittedTask<?> task) {
        if (shutdown) {
            throw new RejectedExecutionException("this ExecutorService was shut down");
        }
        try {
            task.run();
        } catch (IllegalStateException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return invokeAny(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("292 years have passed", e);
        }
    }

    /** Not the inherited one, which wraps tasks so that they cannot be recognised. */
    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no tasks were given");
        }
        List<SubmittedTask<T>> started = new ArrayList<>();
        try {
            for (Callable<T> callable : tasks) {
                SubmittedTask<T> task = new SubmittedTask<>(calls, callable, null);
                started.add(task);
                execute(task);
            }
            return firstGood(started).get(timeout, unit).get();
        } finally {
            started.forEach(task -> task.cancel(true));
        }
    }

    /** The first that ends well, or, when none does, the last of them. */
    private static <T> CompletableFuture<SubmittedTask<T>> firstGood(List<SubmittedTask<T>> started) {
        CompletableFuture<SubmittedTask<T>> first = new CompletableFuture<>();
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (SubmittedTask<T> task : started) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            ends.add(end);
            task.onEnd(() -> {
                if (task.succeeded()) {
                    first.complete(task);
                }
                end.complete(null);
            });
        }
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .thenRun(() -> first.complete(started.get(started.size() - 1)));
        return first;
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    /** Cancels what has not ended; since tasks are the kernel's, none comes back to be run elsewhere. */
    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        List.copyOf(unfinished).forEach(task -> task.cancel(true));
        return new ArrayList<>();
    }

    @Override
    public boolean isShutdown() {
        return shutdown || kernel.refusal() != null;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown() && unfinished.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        while (!isTerminated()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(left, SLICE_NANOS));
        }
        return true;
    }
}
