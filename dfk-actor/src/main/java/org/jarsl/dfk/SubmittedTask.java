package org.jarsl.dfk;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jarsl.RemoteException;
import org.jspecify.annotations.Nullable;

/** One task of the ExecutorService facade. As that interface promises, its failure is what the task itself threw. */
final class SubmittedTask<T> implements RunnableFuture<T> {
    private final ObjectCalls calls;
    private final Object task;
    private final @Nullable T valueOfRunnable;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile ObjectCalls.@Nullable Started started;

    SubmittedTask(ObjectCalls calls, Object task, @Nullable T valueOfRunnable) {
        this.calls = calls;
        this.task = task;
        this.valueOfRunnable = valueOfRunnable;
    }

    /** Hands the task to the kernel; does not wait for it. */
    @Override
    public void run() {
        ObjectCalls.Started now = calls.start(task);
        started = now;
        now.future().toCompletableFuture().whenComplete((value, thrown) -> end(now));
        if (result.isCancelled()) {
            now.future().cancel(true);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what the task returns is what its Callable says
    private void end(ObjectCalls.Started now) {
        try {
            Object value = calls.result(now);
            result.complete(valueOfRunnable != null ? valueOfRunnable : (T) value);
        } catch (CancellationException e) {
            result.cancel(false);
        } catch (RemoteException e) {
            result.completeExceptionally(e.getCause() == null ? e : e.getCause());
        } catch (Exception e) {
            result.completeExceptionally(e);
        }
    }

    void onEnd(Runnable listener) {
        result.whenComplete((value, thrown) -> listener.run());
    }

    boolean succeeded() {
        return result.isDone() && !result.isCompletedExceptionally();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = result.cancel(mayInterruptIfRunning);
        ObjectCalls.Started now = started;
        if (cancelled && now != null) {
            now.future().cancel(mayInterruptIfRunning);
        }
        return cancelled;
    }

    @Override
    public boolean isCancelled() {
        return result.isCancelled();
    }

    @Override
    public boolean isDone() {
        return result.isDone();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        return result.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return result.get(timeout, unit);
    }
}
