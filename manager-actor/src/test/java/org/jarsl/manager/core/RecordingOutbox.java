package org.jarsl.manager.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jarsl.protocol.TaskEnvelope;

/** Writes down each effect as a line such as {@code start 7.0 on 2}, where 7.0 is the first attempt of task 7. */
final class RecordingOutbox implements ManagerCore.Outbox {
    private final List<String> lines = new ArrayList<>();

    /** Takes all that happened since the last call; it must be these lines. */
    void expect(String... expected) {
        assertThat(lines).containsExactly(expected);
        lines.clear();
    }

    void assertEmpty() {
        assertThat(lines).as("what is left in the outbox").isEmpty();
    }

    /** Takes all that happened and tells how many effects it was. */
    int take() {
        int taken = lines.size();
        lines.clear();
        return taken;
    }

    /** Tasks that were handed on but have not begun. */
    final Set<Long> droppable = new HashSet<>();

    @Override
    public void start(TaskEnvelope task, int slots) {
        lines.add("start " + task.taskId() + "." + task.attempt() + " on " + slots);
    }

    @Override
    public boolean stop(TaskEnvelope task, boolean running) {
        lines.add((running ? "stop " : "drop ") + task.taskId() + "." + task.attempt());
        return running || droppable.contains(task.taskId());
    }
}
