package org.jarsl.dfk.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jarsl.TaskState;
import org.jarsl.dfk.core.Outcome.Success;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Failure.Kind;
import org.jspecify.annotations.Nullable;

/** The world as the core sees it: runs what is launched. Fails at the first effect that must not be. */
final class SimulatedExecutor implements DfkCore.Outbox {
    /** What can happen. */
    enum Action {
        SUBMIT,
        SUBMIT_JOIN,
        SUBMIT_EXTERNAL,
        SUBMIT_MEMOISED,
        SUBMIT_RECORDED,
        SUCCEED,
        FAIL,
        STALE,
        RETRY,
        RETRY_LATER,
        TIME,
        JOIN,
        EXTERNAL,
        IDENTIFY,
        RECALL,
        WRITE,
        CANCEL
    }

    /**
     * @param which picks a task
     * @param amount picks dependencies, or a cost
     */
    record Step(Action action, int which, int amount) {}

    private static final Outcome FAILURE = Outcome.failed(Kind.EXCEPTION, "boom");

    private static final int KEYS = 3;
    private static final int ROWS = 4;

    private final DfkCore core;
    private final boolean durable;
    private final List<Task> tasks = new ArrayList<>();
    private final Map<Task, List<Task>> dependencies = new HashMap<>();
    private final Set<Task> running = new LinkedHashSet<>();
    private final Set<Task> asked = new LinkedHashSet<>();
    /** When those that wait for their next attempt are to have it. */
    private final Map<Task, Long> due = new HashMap<>();

    private long nowMillis;
    private final Set<Task> returned = new LinkedHashSet<>();
    private final Set<Task> external = new LinkedHashSet<>();
    private final Set<Task> identified = new LinkedHashSet<>();
    private final Map<Task, CallKey> keys = new HashMap<>();
    private final Map<Task, Long> recalled = new LinkedHashMap<>();
    private final Map<Long, Task> rowTakers = new HashMap<>();
    private final Set<Task> written = new LinkedHashSet<>();

    SimulatedExecutor(boolean durable) {
        this.durable = durable;
        RowIndex earlier = new RowIndex();
        for (int row = 0; row < ROWS; row++) {
            earlier.add(key(row), row);
        }
        this.core = new DfkCore(this, new DfkCore.Keeping(true, durable, earlier, 2));
    }

    private static CallKey key(int choice) {
        return new CallKey(0, choice % KEYS);
    }

    void perform(Step step) {
        switch (step.action()) {
            case SUBMIT -> submit(step, false, 0, Task.Keyed.NOT);
            case SUBMIT_JOIN -> submit(step, true, 0, Task.Keyed.NOT);
            case SUBMIT_EXTERNAL -> submit(step, false, 1, Task.Keyed.NOT);
            case SUBMIT_MEMOISED -> submit(step, false, 0, Task.Keyed.MEMOISED);
            case SUBMIT_RECORDED -> submit(step, step.amount() % 2 == 0, 0, Task.Keyed.RECORDED);
            case SUCCEED -> end(pick(running, step), new Success(step.amount()));
            case FAIL -> end(pick(running, step), FAILURE);
            case STALE -> reportOlderAttempt(pick(running, step));
            case RETRY -> decideRetry(pick(asked, step), step.amount() % 3, 0);
            case RETRY_LATER -> decideRetry(pick(asked, step), step.amount() % 3, 1 + step.which() % 50);
            case TIME -> passTime(step.amount() % 100);
            case JOIN -> join(pick(returned, step), step.amount());
            case EXTERNAL -> externalDone(pick(external, step), step.amount() % 4 == 0 ? FAILURE : null);
            case IDENTIFY -> identify(pick(identified, step), step.amount());
            case RECALL -> recall(pick(recalled.keySet(), step), step.amount() % 3 != 0);
            case WRITE -> write(pick(written, step), step.amount() % 5 == 0 ? FAILURE : null);
            case CANCEL -> cancel(pick(tasks, step));
        }
        checkCounts();
    }

    /** Lets everything end, and checks that it has. */
    void finish() {
        while (core.unfinished() > 0) {
            List.copyOf(external).forEach(task -> externalDone(task, null));
            List.copyOf(identified).forEach(task -> identify(task, (int) task.id()));
            List.copyOf(recalled.keySet()).forEach(task -> recall(task, true));
            List.copyOf(written).forEach(task -> write(task, null));
            List.copyOf(running).forEach(task -> end(task, new Success(task.id())));
            List.copyOf(asked).forEach(task -> decideRetry(task, 1, 10));
            passTime(100);
            List.copyOf(returned).forEach(task -> join(task, 0));
        }
        assertThat(tasks).allSatisfy(task -> {
            assertThat(task.state().isFinal()).isTrue();
            assertThat(task.outcome()).isNotNull();
        });
        checkCounts();
    }

    private void submit(Step step, boolean join, int externals, Task.Keyed keyed) {
        CallKey early = step.amount() % 5 == 0 ? key(step.which()) : null;
        Task task = new Task(
                tasks.size(),
                "app",
                step.which() % 3,
                join,
                new FakePromise(),
                "call",
                keyed,
                keyed == Task.Keyed.NOT ? null : early);
        if (early != null && keyed != Task.Keyed.NOT) {
            keys.put(task, early);
        }
        List<Task> needed = new ArrayList<>();
        for (int i = 0; i < step.amount() % 4 && !tasks.isEmpty(); i++) {
            needed.add(tasks.get((step.which() + 7 * i) % tasks.size()));
        }
        tasks.add(task);
        dependencies.put(task, needed);
        if (externals > 0) {
            external.add(task);
        }
        core.submit(task, needed, externals);
    }

    private void end(@Nullable Task task, Outcome outcome) {
        if (task != null) {
            running.remove(task);
            core.attemptEnded(task.id(), task.attempt(), outcome);
        }
    }

    private void reportOlderAttempt(@Nullable Task task) {
        if (task != null) {
            core.attemptEnded(task.id(), task.attempt() - 1, new Success("late"));
            assertThat(task.state()).isEqualTo(TaskState.LAUNCHED);
        }
    }

    private void decideRetry(@Nullable Task task, double cost, long delay) {
        if (task != null) {
            asked.remove(task);
            core.retryDecided(task, cost, delay, nowMillis, FAILURE);
            if (task.state() == TaskState.FAIL_RETRYABLE) {
                due.put(task, nowMillis + delay);
            }
        }
    }

    private void passTime(long millis) {
        nowMillis += millis;
        core.retryDue(nowMillis);
        assertThat(due.values()).allSatisfy(time -> assertThat(time).isGreaterThan(nowMillis));
        long next = due.values().stream().mapToLong(time -> time).min().orElse(DfkCore.NEVER);
        assertThat(core.nextDueMillis()).isEqualTo(next);
    }

    /** On an earlier task only: a join app's future is there before it returns it. */
    private void join(@Nullable Task task, int choice) {
        if (task == null) {
            return;
        }
        returned.remove(task);
        if (task.id() == 0) {
            core.joined(task, new Success("a list"));
        } else {
            core.joinOn(task, tasks.get((int) (choice % task.id())));
        }
    }

    private void identify(@Nullable Task task, int choice) {
        if (task == null) {
            return;
        }
        identified.remove(task);
        if (choice % 7 == 0) {
            core.notIdentified(task, FAILURE);
        } else if (choice % 7 == 1 && !task.isMemoised()) {
            core.identified(task, null);
        } else {
            keys.put(task, key(choice));
            core.identified(task, key(choice));
        }
    }

    private void recall(@Nullable Task task, boolean readable) {
        if (task != null) {
            recalled.remove(task);
            core.recalled(task, readable ? new Success("earlier") : null);
        }
    }

    private void write(@Nullable Task task, @Nullable Outcome failure) {
        if (task != null) {
            written.remove(task);
            core.recorded(task, (Outcome.Failed) failure);
        }
    }

    private void externalDone(@Nullable Task task, @Nullable Outcome failure) {
        if (task != null) {
            external.remove(task);
            core.externalDone(task, failure);
        }
    }

    private void cancel(@Nullable Task task) {
        if (task != null) {
            core.cancel(task, true, "not wanted");
            assertThat(task.state().isFinal()).isTrue();
        }
    }

    private static @Nullable Task pick(Iterable<Task> from, Step step) {
        List<Task> all = new ArrayList<>();
        from.forEach(all::add);
        return all.isEmpty() ? null : all.get(step.which() % all.size());
    }

    private void checkCounts() {
        StateCounts counts = core.counts();
        for (TaskState state : TaskState.values()) {
            assertThat(counts.of(state))
                    .as(state.name())
                    .isEqualTo(
                            tasks.stream().filter(task -> task.state() == state).count());
        }
        assertThat(Arrays.stream(TaskState.values()).mapToLong(counts::of).sum())
                .isEqualTo(tasks.size());
        assertThat((long) core.unfinished()).isEqualTo(tasks.size() - counts.ended());
    }

    @Override
    public void launch(Task task) {
        assertThat(dependencies.get(task))
                .allSatisfy(needed -> assertThat(needed.outcome()).isInstanceOf(Success.class));
        assertThat(external).doesNotContain(task);
        assertThat(identified).doesNotContain(task);
        assertThat(recalled).doesNotContainKey(task);
        if (task.isMemoised()) {
            assertThat(running)
                    .as("identical calls that run")
                    .noneMatch(other -> other.isMemoised() && Objects.equals(keys.get(other), keys.get(task)));
        }
        Long dueMillis = due.remove(task);
        assertThat(dueMillis == null || dueMillis <= nowMillis)
                .as("not too early")
                .isTrue();
        assertThat(running.add(task)).as("launched when it was not running").isTrue();
    }

    @Override
    public void stop(Task task, boolean interrupt) {
        assertThat(running.remove(task)).as("was running").isTrue();
    }

    @Override
    public void await(Task task, @Nullable Object result) {
        returned.add(task);
    }

    @Override
    public void askRetry(Task task, Outcome.Failed failure) {
        asked.add(task);
    }

    @Override
    public void identify(Task task) {
        assertThat(identified.add(task)).isTrue();
    }

    @Override
    public void recall(Task task, long row) {
        assertThat(key((int) row)).isEqualTo(keys.get(task));
        if (!task.isMemoised()) {
            assertThat(rowTakers.put(row, task))
                    .as("the other that had this row")
                    .isNull();
        }
        recalled.put(task, row);
    }

    @Override
    public void record(Task task, CallKey key, Success success) {
        assertThat(key).isEqualTo(keys.get(task));
        assertThat(task.state().isFinal()).isFalse();
        if (durable) {
            assertThat(written.add(task)).isTrue();
        }
    }

    @Override
    public void moved(Task task) {
        if (task.state() == TaskState.EXEC_DONE && durable && keys.containsKey(task)) {
            assertThat(written).doesNotContain(task);
        }
        if (task.state() == TaskState.CANCELLED) {
            asked.remove(task);
            due.remove(task);
            returned.remove(task);
            external.remove(task);
            identified.remove(task);
            recalled.remove(task);
            written.remove(task);
        }
    }
}
