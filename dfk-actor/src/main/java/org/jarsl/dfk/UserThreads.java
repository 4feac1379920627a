package org.jarsl.dfk;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of the head on which users' callbacks and retry policies run: few, for what they do should be short. Policies
 * have their own, so that a callback that waits for a task does not keep that task from being tried again. What waits
 * for a thread is bounded by the number of unfinished tasks.
 */
final class UserThreads {
    static final int MAX_CALLBACKS = 64;
    private static final int MAX_POLICIES = 4;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor callbacks;
    private final ThreadPoolExecutor policies;

    /** {@code enter} is called on each thread before all else. */
    UserThreads(Runnable enter) {
        this.callbacks = pool("jarsl-callback-", MAX_CALLBACKS, enter);
        this.policies = pool("jarsl-policy-", MAX_POLICIES, enter);
    }

    /** Runs what is chained to a task's end; after the close, on the thread that chains it. */
    Executor callbacks() {
        return chained -> {
            try {
                callbacks.execute(chained);
            } catch (RejectedExecutionException e) {
                chained.run();
            }
        };
    }

    Executor policies() {
        return policies;
    }

    /** What has been given to them still runs. */
    void close() {
        callbacks.shutdown();
        policies.shutdown();
    }

    private static ThreadPoolExecutor pool(String prefix, int threads, Runnable enter) {
        ThreadFactory factory = daemons(prefix, enter);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    static ThreadFactory daemons(String prefix, Runnable enter) {
        AtomicInteger next = new AtomicInteger();
        return task -> {
            Runnable body = () -> {
                enter.run();
                task.run();
            };
            Thread thread = new Thread(body, prefix + next.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }
}
