package org.jarsl.interchange.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
    private final TaskQueue queue = new TaskQueue();

    @Test
    void givesTheLowestPriorityValueFirstThenTheOldest() {
        add(1, 3);
        add(2, -1);
        add(3, 3);
        add(4, -1);
        assertThat(drain()).containsExactly(2L, 4L, 1L, 3L);
    }

    @Test
    void lookingDoesNotTake() {
        QueuedTask task = add(1, 0);
        assertThat(queue.peek()).isSameAs(task).isSameAs(queue.peek());
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void whatComesBackGoesBeforeItsEqualsOnly() {
        add(1, 0);
        add(2, 5);
        queue.addFirst(task(3, 5));
        assertThat(drain()).containsExactly(1L, 3L, 2L);
    }

    @Test
    void cancelledTasksAreNeitherCountedNorGiven() {
        QueuedTask first = add(1, 0);
        add(2, 0);
        QueuedTask last = add(3, 7);
        queue.cancel(first);
        queue.cancel(last);
        assertThat(queue.size()).isEqualTo(1);
        assertThat(drain()).containsExactly(2L);
        assertThat(queue.size()).isZero();
    }

    private QueuedTask add(long id, int priority) {
        QueuedTask task = task(id, priority);
        queue.add(task);
        return task;
    }

    private static QueuedTask task(long id, int priority) {
        return new QueuedTask(Samples.task(id, priority, null));
    }

    private List<Long> drain() {
        List<Long> ids = new ArrayList<>();
        for (QueuedTask task = queue.peek(); task != null; task = queue.peek()) {
            ids.add(task.envelope.taskId());
            queue.take();
        }
        return ids;
    }
}
