package org.jarsl.manager.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.WorkerShape;

/** A core with its world: checks at each start that it is that task's turn and that there is room for it. */
final class HandedTasks implements ManagerCore.Outbox {
    private final int workers;
    private final ManagerCore core;
    private final Set<Long> waiting = new LinkedHashSet<>();
    private final Map<Long, Integer> running = new LinkedHashMap<>();
    private long nextId;

    HandedTasks(int workers, int prefetch) {
        this.workers = workers;
        this.core = new ManagerCore(workers, prefetch, new WorkerShape(1, 0, 0), this);
    }

    /** One event; {@code choice} says which. */
    void step(int choice) {
        switch (choice % 4) {
            case 0 -> arrive(ManagerCoreTest.task(nextId));
            case 1 -> arrive(ManagerCoreTest.wide(nextId, 1 + choice % workers));
            case 2 -> end(choice);
            default -> cancel(choice);
        }
        assertThat(core.held()).isEqualTo(waiting.size() + running.size());
        assertThat(core.credit()).isGreaterThanOrEqualTo(workers);
    }

    /** All that is held must come to its turn. */
    void finish() {
        while (!running.isEmpty()) {
            end(0);
        }
        assertThat(waiting).isEmpty();
        assertThat(core.held()).isZero();
    }

    private void arrive(TaskEnvelope task) {
        waiting.add(nextId++);
        core.tasks(List.of(task));
    }

    private void end(int choice) {
        if (!running.isEmpty()) {
            long id = pick(running.keySet(), choice);
            running.remove(id);
            assertThat(core.ended(id, 0, 100L * choice)).isTrue();
        }
    }

    private void cancel(int choice) {
        if (nextId > 0) {
            long id = choice % nextId;
            waiting.remove(id);
            core.cancel(List.of(id), true);
            assertThat(running).doesNotContainKey(id);
        }
    }

    private static long pick(Set<Long> from, int choice) {
        return List.copyOf(from).get(choice % from.size());
    }

    @Override
    public void start(TaskEnvelope task, int slots) {
        assertThat(waiting.iterator().next()).as("whose turn it is").isEqualTo(task.taskId());
        waiting.remove(task.taskId());
        running.put(task.taskId(), slots);
        if (running.values().stream().anyMatch(width -> width > 1)) {
            assertThat(running.values().stream().mapToInt(width -> width).sum())
                    .as("slots in use beside a wide task")
                    .isLessThanOrEqualTo(workers);
        }
    }

    @Override
    public boolean stop(TaskEnvelope task, boolean stopRunning) {
        assertThat(running.remove(task.taskId())).as("was running").isNotNull();
        return stopRunning;
    }
}
