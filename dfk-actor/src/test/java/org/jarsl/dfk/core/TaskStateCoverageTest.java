package org.jarsl.dfk.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jarsl.dfk.core.Outcome.Success;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Failure.Kind;
import org.jarsl.state.StateTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskStateCoverageTest {
    private static final Outcome FAILURE = Outcome.failed(Kind.EXCEPTION, "boom");

    private final Set<Object> walked = new HashSet<>();
    private final DfkCore core = new DfkCore(new CountingOutbox(), DfkCore.Keeping.nothing());
    private long nextId;

    @AfterEach
    void stopObserving() {
        StateTable.observe(null);
    }

    /** A transition that is added to the table fails this test until it is walked here. */
    @Test
    void everyTransitionOfATaskIsWalked() {
        StateTable.observe(walked::add);
        endPending();
        endLaunched();
        endRetryable();
        endJoining();
        assertThat(walked).containsExactlyInAnyOrderElementsOf(TaskTransitions.TABLE.transitions());
        assertThat(core.unfinished()).isZero();
    }

    private void endPending() {
        Task failing = submit(0, false);
        core.submit(task(0, false), List.of(failing), 0);
        end(failing, FAILURE);
        Task pending = task(0, false);
        core.submit(pending, List.of(), 1);
        core.cancel(pending, true, "test");
        Task memoised = memoised();
        core.identified(memoised, new CallKey(0, 1));
        end(memoised, new Success(1));
        core.identified(memoised(), new CallKey(0, 1));
        core.submit(task(0, false), List.of(), 1);
        core.endAll(FAILURE);
    }

    private void endLaunched() {
        end(submit(0, false), new Success(1));
        end(submit(0, false), FAILURE);
        core.cancel(submit(0, false), true, "test");
    }

    private void endRetryable() {
        Task retried = retryable();
        core.retryDecided(retried, 1, 0, 0, FAILURE);
        end(retried, FAILURE);
        core.retryDecided(retried, 1, 0, 0, FAILURE);
        core.retryDecided(retryable(), 2, 0, 0, FAILURE);
        core.cancel(retryable(), true, "test");
    }

    private void endJoining() {
        core.joined(joining(), new Success(1));
        core.joined(joining(), FAILURE);
        core.cancel(joining(), true, "test");
    }

    private Task retryable() {
        Task task = submit(1, false);
        end(task, FAILURE);
        return task;
    }

    private Task joining() {
        Task task = submit(0, true);
        end(task, new Success("a future"));
        return task;
    }

    private Task memoised() {
        Task task = new Task(nextId++, "app", 0, false, new FakePromise(), "call", Task.Keyed.MEMOISED, null);
        core.submit(task, List.of(), 0);
        return task;
    }

    private Task submit(double retries, boolean join) {
        Task task = task(retries, join);
        core.submit(task, List.of(), 0);
        return task;
    }

    private Task task(double retries, boolean join) {
        return new Task(nextId++, "app", retries, join, new FakePromise(), "call", Task.Keyed.NOT, null);
    }

    private void end(Task task, Outcome outcome) {
        core.attemptEnded(task.id(), task.attempt(), outcome);
    }
}
