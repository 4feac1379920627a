package org.jarsl.actor;

import com.typesafe.config.Config;
import java.io.Closeable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Scheduler.TaskRunOnClose;
import org.apache.pekko.actor.SchedulerException;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's timers in the JDK's, made by Pekko as its settings say. Pekko's own scheduler wakes a hundred times in a second
 * whether or not a timer ends, on every node; this one sleeps until the next does. In exchange it takes a lock for each
 * timer, of which Jarsl has few: none is for a task.
 */
public final class QuietScheduler extends AbstractScheduler implements Closeable {
    private final class Timer implements Cancellable {
        private final Runnable action;
        private final Future<?> end;

        private Timer(Runnable action, Future<?> end) {
            this.action = action;
            this.end = end;
        }

        @Override
        public boolean cancel() {
            boolean first = end.cancel(false);
            if (first) {
                atClose.remove(action);
            }
            return first;
        }

        @Override
        public boolean isCancelled() {
            return end.isCancelled();
        }
    }

    private final ScheduledThreadPoolExecutor timers;
    /** What is not to be forgotten when the system ends. */
    private final Set<Runnable> atClose = ConcurrentHashMap.newKeySet();

    public QuietScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        timers = new ScheduledThreadPoolExecutor(1, threads, (timer, pool) -> {
            SchedulerException ended = new SchedulerException("the actor system has ended");
            throw new IllegalStateException(ended.getMessage(), ended); // Pekko looks for that cause
        });
        timers.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable action, ExecutionContext executor) {
        if (action instanceof TaskRunOnClose) {
            atClose.add(action);
        }
        Runnable end = () -> {
            atClose.remove(action);
            start(action, executor);
        };
        return new Timer(action, timers.schedule(end, delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    @SuppressWarnings("deprecation") // by whom it is called, not that it must be there
    public Cancellable schedule(
            FiniteDuration delay, FiniteDuration period, Runnable action, ExecutionContext executor) {
        Runnable end = () -> start(action, executor);
        return new Timer(
                action, timers.scheduleAtFixedRate(end, delay.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** An executor that has ended takes nothing; the next timer is to be started all the same. */
    private static void start(Runnable action, ExecutionContext executor) {
        try {
            executor.execute(action);
        } catch (RuntimeException e) {
            executor.reportFailure(e);
        }
    }

    @Override
    public double maxFrequency() {
        return 1e9;
    }

    @Override
    public void close() {
        timers.shutdownNow();
        atClose.forEach(Runnable::run);
    }
}
