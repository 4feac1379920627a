package org.jarsl.manager.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.WorkerShape;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the tasks that a manager holds start, in the order in which they came, and how many more it wants.
 * Single-threaded.
 *
 * <p>A task occupies as many workers as its demand takes. As long as all tasks occupy one, a few more than there are
 * workers are handed on, so that a worker finds its next task without asking; one that occupies several starts only
 * when that many are free.
 */
public final class ManagerCore {
    /** All that the core can do to the world. */
    public interface Outbox {
        void start(TaskEnvelope task, int slots);

        /** False if the task runs on: it has started, and {@code running} ones are not to be stopped. */
        boolean stop(TaskEnvelope task, boolean running);
    }

    /** Tasks held ahead are worth about this much work, in microseconds, for each worker. */
    static final int PREFETCH_MICROS = 10_000;

    static final int MAX_PREFETCH_PER_WORKER = 1024;
    private static final int MAX_AHEAD_PER_WORKER = 64;
    /** For so long results may wait for others to share a message with, in microseconds. */
    private static final int SHARE_MICROS = 500;
    /** Weight of the last task in the mean duration. */
    private static final double NEWEST = 0.05;

    private record Handed(TaskEnvelope task, int slots) {}

    private final int workers;
    private final int fixedPrefetch;
    private final WorkerShape shape;
    private final Outbox outbox;
    private final ArrayDeque<TaskEnvelope> queue = new ArrayDeque<>();
    private final Long2ObjectHashMap<Handed> handed = new Long2ObjectHashMap<>();
    private int handedSlots;
    private int wideTasks;
    private double meanMicros = -1;
    private boolean paused;

    /**
     * @param prefetch slots wanted beyond the workers; -1 to adapt to the duration of the tasks
     */
    public ManagerCore(int workers, int prefetch, WorkerShape shape, Outbox outbox) {
        this.workers = workers;
        this.fixedPrefetch = prefetch;
        this.shape = shape;
        this.outbox = outbox;
    }

    public void tasks(Collection<TaskEnvelope> tasks) {
        queue.addAll(tasks);
        startTasks();
    }

    /** An attempt has ended and its workers are free. Returns false if it was not running, as far as we know. */
    public boolean ended(long taskId, int attempt, long durationMicros) {
        Handed ended = handed.get(taskId);
        if (ended == null || ended.task().attempt() != attempt) {
            return false;
        }
        free(ended);
        meanMicros = meanMicros < 0 ? durationMicros : meanMicros + NEWEST * (durationMicros - meanMicros);
        startTasks();
        return true;
    }

    /**
     * Drops tasks that wait, and those that run too if {@code running}; they will not be heard to end.
     *
     * @return those that were dropped
     */
    public List<TaskEnvelope> cancel(Collection<Long> taskIds, boolean running) {
        List<TaskEnvelope> dropped = new ArrayList<>();
        for (long taskId : taskIds) {
            Handed started = handed.get(taskId);
            if (started == null) {
                unqueue(taskId, dropped);
            } else if (outbox.stop(started.task(), running) || running) {
                free(started);
                dropped.add(started.task());
            }
        }
        startTasks();
        return dropped;
    }

    /** Drops all that has not started. */
    public List<TaskEnvelope> giveBack() {
        List<Long> all = new ArrayList<>(handed.keySet());
        queue.forEach(task -> all.add(task.taskId()));
        return cancel(all, false);
    }

    /** What has started, and has not ended as far as we know. */
    public List<Held> running() {
        return handed.values().stream()
                .map(each -> new Held(
                        each.task().taskId(), each.task().attempt(), each.task().key(), each.slots()))
                .toList();
    }

    /** Of the call of a task that has been handed to a worker; null if it has none, or there is no such task. */
    public @Nullable CallKey keyOf(long taskId) {
        Handed task = handed.get(taskId);
        return task == null ? null : task.task().key();
    }

    /** Starts nothing until {@link #resume}; what workers have been handed ahead comes back, too. */
    public void pause() {
        if (paused) {
            return;
        }
        paused = true;
        List<Handed> latestFirst = new ArrayList<>(handed.values());
        latestFirst.sort(
                Comparator.comparingLong((Handed each) -> each.task().taskId()).reversed());
        for (Handed each : latestFirst) {
            if (outbox.stop(each.task(), false)) {
                free(each);
                queue.addFirst(each.task());
            }
        }
    }

    public void resume() {
        paused = false;
        startTasks();
    }

    /** How many slots may be here at a time, running or waiting. */
    public int credit() {
        return workers + prefetch();
    }

    /**
     * Whether so many results are worth a message, or so many more will soon have come that they should wait for them: as
     * many as the workers end in half a millisecond, but never so many that the interchange has little left to match.
     */
    public boolean areWorthAMessage(int results) {
        if (meanMicros < 0) {
            return true;
        }
        int quarter = credit() / 4;
        double soon = Math.min(workers * SHARE_MICROS / Math.max(1, meanMicros), quarter);
        return results >= soon || held() < soon;
    }

    /** How many tasks are here. */
    public int held() {
        return queue.size() + handed.size();
    }

    private int prefetch() {
        if (fixedPrefetch >= 0) {
            return fixedPrefetch;
        }
        if (meanMicros < 0) {
            return 0;
        }
        long perWorker = (long) (PREFETCH_MICROS / Math.max(1, meanMicros));
        return workers * (int) Math.min(perWorker, MAX_PREFETCH_PER_WORKER);
    }

    private void startTasks() {
        int ahead = Math.min(prefetch(), workers * MAX_AHEAD_PER_WORKER);
        for (TaskEnvelope task = queue.peek(); task != null && !paused; task = queue.peek()) {
            int slots = Math.min(workers, task.demand() == null ? 1 : shape.slotsFor(task.demand()));
            int room = slots == 1 && wideTasks == 0 ? workers + ahead : workers;
            if (handedSlots + slots > room) {
                return;
            }
            queue.remove();
            handedSlots += slots;
            wideTasks += slots > 1 ? 1 : 0;
            handed.put(task.taskId(), new Handed(task, slots));
            outbox.start(task, slots);
        }
    }

    private void free(Handed task) {
        handed.remove(task.task().taskId());
        handedSlots -= task.slots();
        wideTasks -= task.slots() > 1 ? 1 : 0;
    }

    private void unqueue(long taskId, List<TaskEnvelope> dropped) {
        for (Iterator<TaskEnvelope> tasks = queue.iterator(); tasks.hasNext(); ) {
            TaskEnvelope task = tasks.next();
            if (task.taskId() == taskId) {
                tasks.remove();
                dropped.add(task);
                return;
            }
        }
    }
}
