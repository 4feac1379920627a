package org.jarsl.dfk.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jarsl.protocol.CallKey;
import org.jspecify.annotations.Nullable;

/**
 * Writes down each effect as a line such as {@code launch 7.0}, where 7.0 is the first attempt of task 7. A test takes
 * the lines it expects and ends with {@link #assertEmpty}.
 */
final class RecordingOutbox implements DfkCore.Outbox {
    private final List<String> lines = new ArrayList<>();

    /** Takes all that happened since the last call; it must be these lines. */
    void expect(String... expected) {
        assertThat(lines).containsExactly(expected);
        lines.clear();
    }

    void expectInAnyOrder(String... expected) {
        assertThat(lines).containsExactlyInAnyOrder(expected);
        lines.clear();
    }

    void assertEmpty() {
        assertThat(lines).as("what is left in the outbox").isEmpty();
    }

    @Override
    public void launch(Task task) {
        lines.add("launch " + task.id() + "." + task.attempt());
    }

    @Override
    public void stop(Task task, boolean interrupt) {
        lines.add("stop " + task.id() + "." + task.attempt() + (interrupt ? " now" : ""));
    }

    @Override
    public void await(Task task, @Nullable Object returned) {
        lines.add("await " + task.id() + ": " + returned);
    }

    @Override
    public void askRetry(Task task, Outcome.Failed failure) {
        lines.add("ask " + task.id() + ": " + failure.failure().message());
    }

    @Override
    public void identify(Task task) {
        lines.add("identify " + task.id());
    }

    @Override
    public void recall(Task task, long row) {
        lines.add("recall " + task.id() + " from row " + row);
    }

    @Override
    public void record(Task task, CallKey key, Outcome.Success success) {
        lines.add("record " + task.id() + " as " + key.low() + ": " + success.value());
    }

    @Override
    public void moved(Task task) {
        lines.add(task.id() + " " + task.state());
    }
}
