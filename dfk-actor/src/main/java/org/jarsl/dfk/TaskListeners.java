package org.jarsl.dfk;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jarsl.TaskEvent;
import org.jarsl.TaskListener;
import org.jarsl.dfk.core.Task;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the user's listeners of events, on a thread that is started with the first of them. */
final class TaskListeners {
    private static final Logger log = LoggerFactory.getLogger(TaskListeners.class);
    private static final int MAX_WAITING = 100_000;

    private final List<TaskListener> listeners = new CopyOnWriteArrayList<>();
    private final BlockingQueue<TaskEvent> events = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean closed;
    private @Nullable Thread thread;

    synchronized void add(TaskListener listener) {
        listeners.add(listener);
        if (thread == null) {
            Thread started = new Thread(this::deliver, "jarsl-listeners");
            started.setDaemon(true);
            started.start();
            thread = started;
        }
    }

    void moved(Task task, String where) {
        if (!listeners.isEmpty()) {
            TaskEvent event = new TaskEvent(task.id(), task.app(), task.state(), task.attempt(), Instant.now(), where);
            if (!events.offer(event) && dropped.getAndIncrement() == 0) {
                log.warn("a task listener is too slow: events are dropped from task {} on", task.id());
            }
        }
    }

    /** What has been said is still delivered, as far as {@code thread} gets within the bound. */
    void close() {
        closed = true;
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            running.interrupt();
        }
        if (dropped.get() > 0) {
            log.warn("task listeners missed {} events", dropped.get());
        }
    }

    private void deliver() {
        while (!closed) {
            try {
                tell(events.take());
            } catch (InterruptedException e) {
                // Only close() interrupts this thread between events, and the loop sees that.
            }
        }
        for (TaskEvent event = events.poll(); event != null; event = events.poll()) {
            tell(event);
        }
    }

    /** Nothing that a listener throws keeps the others, or itself, from hearing more. */
    private void tell(TaskEvent event) {
        for (TaskListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (Throwable t) {
                log.warn("a task listener failed on {}", event, t);
            }
        }
    }
}
