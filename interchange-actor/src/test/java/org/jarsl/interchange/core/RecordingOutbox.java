package org.jarsl.interchange.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;

/**
 * Writes down each effect as a line such as {@code send a 1.0 2.0}, where 1.0 is the first attempt of task 1. A test
 * takes the lines it expects and ends with {@link #assertEmpty}.
 */
final class RecordingOutbox implements Outbox {
    private final List<String> lines = new ArrayList<>();
    private final Map<Long, Failure> failures = new HashMap<>();
    /** What was said of nodes. */
    final List<String> judgements = new ArrayList<>();

    /** Takes all that happened since the last call; it must be these lines. */
    void expect(String... expected) {
        assertThat(lines).containsExactly(expected);
        lines.clear();
    }

    void assertEmpty() {
        assertThat(lines).as("what is left in the outbox").isEmpty();
    }

    /** Takes all that happened, for a test that looks at something else. */
    List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    Failure failureOf(long taskId) {
        Failure failure = failures.get(taskId);
        if (failure == null) {
            throw new AssertionError("task " + taskId + " has not failed");
        }
        return failure;
    }

    @Override
    public void send(ManagerId manager, List<TaskEnvelope> tasks) {
        lines.add("send " + manager + tasks.stream().map(this::shown).collect(Collectors.joining()));
    }

    @Override
    public void cancel(ManagerId manager, List<Long> taskIds, boolean running) {
        lines.add((running ? "cancel " : "drop ") + manager + " " + taskIds);
    }

    @Override
    public void registered(ManagerInfo manager) {
        lines.add("registered " + manager.id());
    }

    @Override
    public void found(ManagerInfo manager, List<Held> held) {
        lines.add(
                "found " + manager.id() + " " + held.stream().map(Held::taskId).toList());
    }

    @Override
    public void gone(ManagerInfo manager, String reason) {
        lines.add("gone " + manager.id() + ": " + reason);
    }

    @Override
    public void judged(String node, boolean setAside, String reason) {
        lines.add(node + (setAside ? " is set aside" : " is trusted"));
        judgements.add(reason);
    }

    @Override
    public void completed(@Nullable ManagerInfo manager, List<TaskResult> results) {
        String by = manager == null ? "nobody" : manager.id().name();
        lines.add("completed by " + by + results.stream().map(this::shown).collect(Collectors.joining()));
    }

    private String shown(TaskEnvelope task) {
        return " " + task.taskId() + "." + task.attempt();
    }

    private String shown(TaskResult result) {
        String shown = " " + result.taskId() + "." + result.attempt();
        if (result.failure() == null) {
            return shown;
        }
        failures.put(result.taskId(), result.failure());
        return shown + ":" + result.failure().kind();
    }
}
