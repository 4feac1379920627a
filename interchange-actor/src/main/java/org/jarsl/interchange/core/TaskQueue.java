package org.jarsl.interchange.core;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Waiting tasks: lowest priority value first, then first in, first out. Cancelled ones are dropped when reached. */
final class TaskQueue {
    private static final int MANY = 1000;

    private final TreeMap<Integer, ArrayDeque<QueuedTask>> lanes = new TreeMap<>();
    private int size;
    /** How many of those in the lanes are. */
    private int cancelled;

    void add(QueuedTask task) {
        lane(task).addLast(task);
        task.queue = this;
        size++;
    }

    /** Puts a task that comes back from a lost manager before its equals: it has waited already. */
    void addFirst(QueuedTask task) {
        lane(task).addFirst(task);
        task.queue = this;
        size++;
    }

    /** The task whose turn it is, without taking it; null when none waits. */
    @Nullable
    QueuedTask peek() {
        while (true) {
            Map.Entry<Integer, ArrayDeque<QueuedTask>> first = lanes.firstEntry();
            if (first == null) {
                return null;
            }
            QueuedTask task = first.getValue().peekFirst();
            if (task == null) {
                lanes.remove(first.getKey());
            } else if (task.cancelled) {
                first.getValue().pollFirst();
                cancelled--;
            } else {
                return task;
            }
        }
    }

    /** Takes the task that {@link #peek} has just shown. */
    void take() {
        QueuedTask task = lanes.firstEntry().getValue().pollFirst();
        if (task != null) {
            task.queue = null;
        }
        size--;
    }

    /** Makes the queue forget a task, which it drops when it comes to it, or when such tasks are many. */
    void cancel(QueuedTask task) {
        task.cancelled = true;
        size--;
        cancelled++;
        if (cancelled > MANY && cancelled > size) {
            lanes.values().forEach(lane -> lane.removeIf(t -> t.cancelled));
            cancelled = 0;
        }
    }

    int size() {
        return size;
    }

    private ArrayDeque<QueuedTask> lane(QueuedTask task) {
        return lanes.computeIfAbsent(task.envelope.priority(), p -> new ArrayDeque<>());
    }
}
