package org.jarsl.dfk.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jarsl.TaskState;
import org.jarsl.dfk.core.Outcome.Cancelled;
import org.jarsl.dfk.core.Outcome.DependencyFailed;
import org.jarsl.dfk.core.Outcome.JoinFailed;
import org.jarsl.dfk.core.Outcome.Success;
import org.jarsl.protocol.Failure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DfkCoreTest {
    private static final int MANY = 200_000;
    private static final Outcome FAILURE = Outcome.failed(Kind.EXCEPTION, "boom");

    private final RecordingOutbox outbox = new RecordingOutbox();
    private final DfkCore core = new DfkCore(outbox, DfkCore.Keeping.nothing());

    @AfterEach
    void nothingIsLeft() {
        outbox.assertEmpty();
    }

    @Test
    void aDelayedTaskIsTriedAgainWhenItsTimeHasCome() {
        Task later = failing(1);
        Task sooner = failing(2);
        core.retryDecided(later, 1, 500, 1000, FAILURE);
        core.retryDecided(sooner, 1, 400, 1000, FAILURE);
        assertThat(core.nextDueMillis()).isEqualTo(1400);
        core.retryDue(1399);
        outbox.assertEmpty();
        assertThat(core.unfinished()).isEqualTo(2);
        core.retryDue(1400);
        outbox.expect("2 LAUNCHED", "launch 2.1");
        assertThat(core.nextDueMillis()).isEqualTo(1500);
        core.retryDue(5000);
        outbox.expect("1 LAUNCHED", "launch 1.1");
        assertThat(core.nextDueMillis()).isEqualTo(DfkCore.NEVER);
    }

    @Test
    void aDelayedTaskCanBeCancelledAndIsNotTriedAgain() {
        Task task = failing(1);
        core.retryDecided(task, 1, 500, 0, FAILURE);
        core.cancel(task, true, "not wanted");
        outbox.expect("1 CANCELLED");
        assertThat(core.nextDueMillis()).isEqualTo(DfkCore.NEVER);
        core.retryDue(1000);
        assertThat(core.unfinished()).isZero();
    }

    @Test
    void delayedTasksEndWithAllOthers() {
        core.retryDecided(failing(1), 1, 500, 0, FAILURE);
        core.endAll(new Outcome.Cancelled("closed"));
        outbox.expect("1 CANCELLED");
        assertThat(core.nextDueMillis()).isEqualTo(DfkCore.NEVER);
        assertThat(core.unfinished()).isZero();
    }

    @Test
    void aFailureThatCostsTooMuchIsNotDelayed() {
        Task task = failing(1);
        core.retryDecided(task, 2, 500, 0, FAILURE);
        outbox.expect("1 FAILED");
        assertThat(core.nextDueMillis()).isEqualTo(DfkCore.NEVER);
    }

    /** A task of one retry whose first attempt has failed. */
    private Task failing(long id) {
        Task task = new Task(id, "app", 1, false, new FakePromise(), "call", Task.Keyed.NOT, null);
        core.submit(task, List.of(), 0);
        core.attemptEnded(id, 0, FAILURE);
        outbox.expect(id + " LAUNCHED", "launch " + id + ".0", id + " FAIL_RETRYABLE", "ask " + id + ": boom");
        return task;
    }

    @Test
    void aTaskWithoutDependenciesIsLaunchedAtOnce() {
        Task task = submit(task(1));
        outbox.expect("1 LAUNCHED", "launch 1.0");
        core.attemptEnded(1, 0, new Success("one"));
        outbox.expect("1 EXEC_DONE");
        assertThat(task.outcome()).isEqualTo(new Success("one"));
        assertThat(task.call()).as("let go").isNull();
        assertThat(core.unfinished()).isZero();
        assertCounts(TaskState.EXEC_DONE);
    }

    @Test
    void aTaskWaitsForAllOfItsDependencies() {
        Task a = launched(1);
        Task b = launched(2);
        submit(task(3), a, b, a);
        outbox.expect("3 PENDING");
        succeed(a);
        outbox.assertEmpty();
        core.attemptEnded(2, 0, new Success(2));
        outbox.expect("2 EXEC_DONE", "3 LAUNCHED", "launch 3.0");
    }

    @Test
    void aDependencyThatHasEndedIsNotAwaited() {
        Task a = launched(1);
        succeed(a);
        submit(task(2), a);
        outbox.expect("2 LAUNCHED", "launch 2.0");
    }

    @Test
    void resultsFromElsewhereAreAwaitedToo() {
        Task a = launched(1);
        Task task = task(2);
        core.submit(task, List.of(a), 2);
        outbox.expect("2 PENDING");
        core.externalDone(task, null);
        succeed(a);
        core.externalDone(task, null);
        outbox.expect("2 LAUNCHED", "launch 2.0");
        core.externalDone(task, FAILURE);
    }

    @Test
    void aFailureFromElsewhereFailsTheTask() {
        Task task = task(1);
        core.submit(task, List.of(), 2);
        core.externalDone(task, FAILURE);
        outbox.expect("1 PENDING", "1 DEP_FAIL");
        core.externalDone(task, null);
        assertThat(task.outcome()).isEqualTo(new DependencyFailed(-1, FAILURE));
    }

    @Test
    void failuresOfDependenciesAreLinkedNotCopied() {
        Task a = launched(1);
        Task b = submit(task(2), a);
        Task c = submit(task(3), b);
        outbox.expect("2 PENDING", "3 PENDING");
        core.attemptEnded(1, 0, FAILURE);
        outbox.expect("1 FAILED", "2 DEP_FAIL", "3 DEP_FAIL");
        assertThat(b.outcome()).isEqualTo(new DependencyFailed(1, FAILURE));
        assertThat(c.outcome()).isInstanceOfSatisfying(DependencyFailed.class, failed -> {
            assertThat(failed.from()).isEqualTo(2);
            assertThat(failed.cause()).isSameAs(b.outcome());
        });
    }

    @Test
    void aTaskNeverStartsWhenADependencyHasFailedBefore() {
        Task waiting = launched(1);
        Task failed = launched(2);
        fail(failed);
        Task task = submit(task(3), waiting, failed);
        outbox.expect("3 DEP_FAIL");
        succeed(waiting);
        assertThat(task.outcome()).isEqualTo(new DependencyFailed(2, FAILURE));
    }

    @Test
    void aTaskThatFailsTwoWaysEndsOnce() {
        Task a = launched(1);
        Task b = launched(2);
        submit(task(3), a, b);
        outbox.expect("3 PENDING");
        core.attemptEnded(2, 0, FAILURE);
        outbox.expect("2 FAILED", "3 DEP_FAIL");
        fail(a);
    }

    @Test
    void anAttemptOlderThanTheLastIsNotHeard() {
        Task task = submit(task(1, 1, false));
        core.attemptEnded(1, 0, FAILURE);
        core.retryDecided(task, 1, 0, 0, FAILURE);
        outbox.expect("1 LAUNCHED", "launch 1.0", "1 FAIL_RETRYABLE", "ask 1: boom", "1 LAUNCHED", "launch 1.1");
        core.attemptEnded(1, 0, new Success("late"));
        core.attemptEnded(77, 0, new Success("unknown"));
        outbox.assertEmpty();
        core.attemptEnded(1, 1, new Success("right"));
        core.attemptEnded(1, 1, new Success("again"));
        outbox.expect("1 EXEC_DONE");
        assertThat(task.outcome()).isEqualTo(new Success("right"));
    }

    @Test
    void anExecutorMayHaveRaisedTheAttemptByItself() {
        Task task = submit(task(1, 1, false));
        core.attemptEnded(1, 4, FAILURE);
        core.retryDecided(task, 1, 0, 0, FAILURE);
        outbox.expect("1 LAUNCHED", "launch 1.0", "1 FAIL_RETRYABLE", "ask 1: boom", "1 LAUNCHED", "launch 1.5");
        core.attemptEnded(1, 4, new Success("late"));
        outbox.assertEmpty();
    }

    @Test
    void aTaskWithoutRetriesFailsAtOnce() {
        Task task = launched(1);
        fail(task);
        assertThat(task.outcome()).isSameAs(FAILURE);
        assertCounts(TaskState.FAILED);
    }

    @Test
    void aTaskIsTriedAgainUntilItsFailuresCostTooMuch() {
        Task task = submit(task(1, 2, false));
        outbox.expect("1 LAUNCHED", "launch 1.0");
        failAttempt(task, 1.5);
        outbox.expect("1 FAIL_RETRYABLE", "ask 1: boom", "1 LAUNCHED", "launch 1.1");
        failAttempt(task, 0.5);
        outbox.expect("1 FAIL_RETRYABLE", "ask 1: boom", "1 LAUNCHED", "launch 1.2");
        failAttempt(task, 0.1);
        outbox.expect("1 FAIL_RETRYABLE", "ask 1: boom", "1 FAILED");
        assertThat(task.outcome()).isSameAs(FAILURE);
    }

    @Test
    void aFailureThatCostsNothingIsTriedAgainForEver() {
        Task task = submit(task(1, 1, false));
        outbox.expect("1 LAUNCHED", "launch 1.0");
        for (int attempt = 1; attempt <= 50; attempt++) {
            failAttempt(task, 0);
            outbox.expect("1 FAIL_RETRYABLE", "ask 1: boom", "1 LAUNCHED", "launch 1." + attempt);
        }
    }

    @Test
    void anInfiniteOrMeaninglessCostEndsTheTask() {
        for (double cost : new double[] {Double.POSITIVE_INFINITY, Double.NaN}) {
            Task task = submit(task(1, 1000, false));
            failAttempt(task, cost);
            outbox.expect("1 LAUNCHED", "launch 1.0", "1 FAIL_RETRYABLE", "ask 1: boom", "1 FAILED");
        }
    }

    @Test
    void theRetryPolicysOwnFailureCanBeTheOutcome() {
        Task task = submit(task(1, 1, false));
        core.attemptEnded(1, 0, FAILURE);
        Outcome thrown = Outcome.failed(Kind.EXCEPTION, "the policy threw");
        core.retryDecided(task, Double.POSITIVE_INFINITY, 0, 0, thrown);
        outbox.expect("1 LAUNCHED", "launch 1.0", "1 FAIL_RETRYABLE", "ask 1: boom", "1 FAILED");
        assertThat(task.outcome()).isSameAs(thrown);
        core.retryDecided(task, 0, 0, 0, FAILURE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"EXCEPTION", "SHELL_EXIT", "MISSING_INPUTS", "MISSING_OUTPUTS", "STREAM", "WALLTIME"})
    void whatMayBeChanceIsTriedAgain(Kind kind) {
        submit(task(1, 1, false));
        core.attemptEnded(1, 0, Outcome.failed(kind, "why"));
        outbox.expect("1 LAUNCHED", "launch 1.0", "1 FAIL_RETRYABLE", "ask 1: why");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"EXCEPTION", "SHELL_EXIT", "MISSING_INPUTS", "MISSING_OUTPUTS", "STREAM", "WALLTIME"})
    void whatIsNoChanceIsNotTriedAgain(Kind kind) {
        submit(task(1, 1, false));
        core.attemptEnded(1, 0, Outcome.failed(kind, "why"));
        outbox.expect("1 LAUNCHED", "launch 1.0", "1 FAILED");
    }

    @Test
    void aJoinAppEndsWithTheTaskItReturned() {
        Task inner = launched(1);
        Task join = joining(2);
        core.joinOn(join, inner);
        core.attemptEnded(1, 0, new Success(42));
        outbox.expect("1 EXEC_DONE", "2 EXEC_DONE");
        assertThat(join.outcome()).isEqualTo(new Success(42));
    }

    @Test
    void aJoinAppEndsWithATaskThatHadEndedAlready() {
        Task inner = launched(1);
        succeed(inner);
        Task join = joining(2);
        core.joinOn(join, inner);
        outbox.expect("2 EXEC_DONE");
        assertThat(join.outcome()).isEqualTo(inner.outcome());
    }

    @Test
    void aJoinAppFailsWithTheTaskItReturned() {
        Task inner = launched(1);
        Task join = joining(2);
        Task dependent = submit(task(3), join);
        core.joinOn(join, inner);
        outbox.expect("3 PENDING");
        core.attemptEnded(1, 0, FAILURE);
        outbox.expect("1 FAILED", "2 FAILED", "3 DEP_FAIL");
        assertThat(join.outcome()).isEqualTo(new JoinFailed(1, FAILURE));
        assertThat(dependent.outcome()).isEqualTo(new DependencyFailed(2, new JoinFailed(1, FAILURE)));
    }

    @Test
    void aJoinAppOnAFailedTaskFails() {
        Task inner = launched(1);
        fail(inner);
        Task join = joining(2);
        core.joinOn(join, inner);
        outbox.expect("2 FAILED");
        assertThat(join.outcome()).isEqualTo(new JoinFailed(1, FAILURE));
    }

    @Test
    void aJoinAppCanEndWithSomethingFromElsewhere() {
        Task join = joining(1);
        core.joined(join, new Success("list"));
        core.joined(join, FAILURE);
        outbox.expect("1 EXEC_DONE");
        assertThat(join.outcome()).isEqualTo(new Success("list"));
    }

    @Test
    void joinAppsThatReturnJoinAppsAreFlattened() {
        Task inner = launched(1);
        Task middle = joining(2);
        Task outer = joining(3);
        core.joinOn(outer, middle);
        core.joinOn(middle, inner);
        core.attemptEnded(1, 0, new Success("deep"));
        outbox.expect("1 EXEC_DONE", "2 EXEC_DONE", "3 EXEC_DONE");
        assertThat(outer.outcome()).isEqualTo(new Success("deep"));
    }

    @Test
    void aJoinAppThatThrowsIsTriedAgainLikeAnyOther() {
        Task join = submit(task(1, 1, true));
        failAttempt(join, 1);
        outbox.expect("1 LAUNCHED", "launch 1.0", "1 FAIL_RETRYABLE", "ask 1: boom", "1 LAUNCHED", "launch 1.1");
    }

    @Test
    void aPendingTaskCanBeCancelled() {
        Task a = launched(1);
        Task b = submit(task(2), a);
        core.cancel(b, true, "not wanted");
        outbox.expect("2 PENDING", "2 CANCELLED");
        succeed(a);
        assertThat(b.outcome()).isEqualTo(new Cancelled("not wanted"));
        assertCounts(TaskState.EXEC_DONE, TaskState.CANCELLED);
    }

    @Test
    void aLaunchedTaskIsStoppedWhenCancelled() {
        Task now = launched(1);
        Task later = launched(2);
        core.cancel(now, true, "not wanted");
        core.cancel(later, false, "not wanted");
        outbox.expect("stop 1.0 now", "1 CANCELLED", "stop 2.0", "2 CANCELLED");
        core.attemptEnded(1, 0, new Success("late"));
    }

    @Test
    void aTaskWhoseRetryIsNotDecidedCanBeCancelled() {
        Task task = submit(task(1, 1, false));
        core.attemptEnded(1, 0, FAILURE);
        core.cancel(task, true, "not wanted");
        core.retryDecided(task, 1, 0, 0, FAILURE);
        outbox.expect("1 LAUNCHED", "launch 1.0", "1 FAIL_RETRYABLE", "ask 1: boom", "1 CANCELLED");
    }

    @Test
    void aJoiningTaskCanBeCancelledAndTheInnerOneGoesOn() {
        Task inner = launched(1);
        Task join = joining(2);
        core.joinOn(join, inner);
        core.cancel(join, true, "not wanted");
        outbox.expect("2 CANCELLED");
        succeed(inner);
        assertThat(join.outcome()).isEqualTo(new Cancelled("not wanted"));
    }

    @Test
    void aTaskThatHasEndedCannotBeCancelled() {
        Task done = launched(1);
        succeed(done);
        Task failed = launched(2);
        fail(failed);
        core.cancel(done, true, "too late");
        core.cancel(failed, true, "too late");
        assertThat(done.outcome()).isEqualTo(new Success(1L));
        assertThat(failed.outcome()).isSameAs(FAILURE);
    }

    @Test
    void dependentsOfACancelledTaskNeverStart() {
        Task a = launched(1);
        Task b = submit(task(2), a);
        core.cancel(a, true, "not wanted");
        outbox.expect("2 PENDING", "stop 1.0 now", "1 CANCELLED", "2 DEP_FAIL");
        assertThat(b.outcome()).isEqualTo(new DependencyFailed(1, new Cancelled("not wanted")));
    }

    @Test
    void aResultThatComesAfterTheUserHasCancelledDoesNotCount() {
        FakePromise promise = new FakePromise();
        Task task = submit(new Task(1, "app", 0, false, promise, "call", Task.Keyed.NOT, null));
        Task dependent = submit(task(2), task);
        promise.cancelByUser();
        core.attemptEnded(1, 0, new Success("late"));
        outbox.expect("1 LAUNCHED", "launch 1.0", "2 PENDING", "1 CANCELLED", "2 DEP_FAIL");
        core.cancel(task, true, "the event that follows");
        assertThat(task.outcome()).isEqualTo(new Cancelled("task 1 was cancelled"));
        assertThat(dependent.state()).isEqualTo(TaskState.DEP_FAIL);
    }

    @Test
    void endAllEndsEverything() {
        launched(1);
        core.submit(task(2), List.of(), 1);
        outbox.expect("2 PENDING");
        joining(3);
        core.endAll(new Cancelled("closed"));
        outbox.expectInAnyOrder("stop 1.0 now", "1 CANCELLED", "2 CANCELLED", "3 CANCELLED");
        assertThat(core.unfinished()).isZero();
    }

    @Test
    void aTaskKnowsItsStory() {
        assertThat(launched(7)).hasToString("task 7 (app), attempt 0, LAUNCHED");
    }

    @Test
    void aChainOfAnyLengthNeedsNoStack() {
        CountingOutbox quiet = new CountingOutbox();
        DfkCore deep = new DfkCore(quiet, DfkCore.Keeping.nothing());
        Task last = task(0);
        deep.submit(last, List.of(), 0);
        for (long id = 1; id < MANY; id++) {
            Task next = task(id);
            deep.submit(next, List.of(last), 0);
            last = next;
        }
        deep.attemptEnded(0, 0, FAILURE);
        assertThat(deep.unfinished()).isZero();
        assertThat(deep.counts().of(TaskState.DEP_FAIL)).isEqualTo(MANY - 1);
        assertThat(quiet.launched).isEqualTo(1);
    }

    @Test
    void aChainThatSucceedsAtOnceNeedsNoStack() {
        CountingOutbox quiet = new CountingOutbox();
        DfkCore deep = new DfkCore(quiet, DfkCore.Keeping.nothing());
        Task first = task(0);
        deep.submit(first, List.of(), 1);
        Task last = first;
        for (long id = 1; id < MANY; id++) {
            Task next = task(id);
            deep.submit(next, List.of(last), 0);
            last = next;
        }
        quiet.endAtOnce = deep;
        deep.externalDone(first, null);
        assertThat(deep.unfinished()).isZero();
        assertThat(deep.counts().of(TaskState.EXEC_DONE)).isEqualTo(MANY);
    }

    @Test
    void aTaskCanWaitForAnyNumberOfOthers() {
        CountingOutbox quiet = new CountingOutbox();
        DfkCore wide = new DfkCore(quiet, DfkCore.Keeping.nothing());
        Task[] all = IntStream.range(0, MANY).mapToObj(DfkCoreTest::task).toArray(Task[]::new);
        Arrays.stream(all).forEach(task -> wide.submit(task, List.of(), 0));
        Task join = task(MANY);
        wide.submit(join, List.of(all), 0);
        Arrays.stream(all).forEach(task -> wide.attemptEnded(task.id(), 0, new Success(null)));
        assertThat(join.state()).isEqualTo(TaskState.LAUNCHED);
        assertThat(quiet.launched).isEqualTo(MANY + 1);
        assertThat(wide.unfinished()).isEqualTo(1);
    }

    @Test
    void aChainOfJoinAppsOfAnyLengthNeedsNoStack() {
        DfkCore deep = new DfkCore(new CountingOutbox(), DfkCore.Keeping.nothing());
        Task first = task(0);
        deep.submit(first, List.of(), 0);
        Task inner = first;
        for (long id = 1; id < MANY; id++) {
            Task join = task(id, 0, true);
            deep.submit(join, List.of(), 0);
            deep.attemptEnded(id, 0, new Success("a future"));
            deep.joinOn(join, inner);
            inner = join;
        }
        deep.attemptEnded(0, 0, new Success(1));
        assertThat(inner.outcome()).isEqualTo(new Success(1));
        assertThat(deep.unfinished()).isZero();
    }

    private Task submit(Task task, Task... dependencies) {
        core.submit(task, List.of(dependencies), 0);
        return task;
    }

    private Task launched(long id) {
        Task task = submit(task(id));
        outbox.expect(id + " LAUNCHED", "launch " + id + ".0");
        return task;
    }

    private Task joining(long id) {
        Task task = submit(task(id, 0, true));
        core.attemptEnded(id, 0, new Success("a future"));
        outbox.expect(id + " LAUNCHED", "launch " + id + ".0", id + " JOINING", "await " + id + ": a future");
        return task;
    }

    private void succeed(Task task) {
        core.attemptEnded(task.id(), task.attempt(), new Success(task.id()));
        outbox.expect(task.id() + " EXEC_DONE");
    }

    private void fail(Task task) {
        core.attemptEnded(task.id(), task.attempt(), FAILURE);
        outbox.expect(task.id() + " FAILED");
    }

    private void failAttempt(Task task, double cost) {
        core.attemptEnded(task.id(), task.attempt(), FAILURE);
        core.retryDecided(task, cost, 0, 0, FAILURE);
    }

    private void assertCounts(TaskState... states) {
        StateCounts counts = core.counts();
        assertThat(Arrays.stream(TaskState.values()).mapToLong(counts::of).sum())
                .isEqualTo(states.length);
        assertThat(states).allSatisfy(state -> assertThat(counts.of(state)).isEqualTo(1));
        assertThat(counts.ended()).isEqualTo(states.length);
    }

    private static Task task(long id) {
        return task(id, 0, false);
    }

    private static Task task(long id, double retries, boolean join) {
        return new Task(id, "app", retries, join, new FakePromise(), "call", Task.Keyed.NOT, null);
    }
}
