package org.jarsl.dfk.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jarsl.TaskState;
import org.jarsl.dfk.core.Outcome.Success;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Failure.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that are identical, and results that are written down. */
class RememberingTest {
    private static final Outcome FAILURE = Outcome.failed(Kind.EXCEPTION, "boom");
    private static final CallKey KEY = new CallKey(0, 7);
    private static final CallKey OTHER = new CallKey(0, 8);

    private final RecordingOutbox outbox = new RecordingOutbox();
    private final RowIndex earlier = new RowIndex();
    private DfkCore core = new DfkCore(outbox, DfkCore.Keeping.nothing());

    @AfterEach
    void nothingIsLeft() {
        outbox.assertEmpty();
    }

    private void journal(boolean durable) {
        core = new DfkCore(outbox, new DfkCore.Keeping(true, durable, earlier, 10));
    }

    @Test
    void aSecondIdenticalCallHasTheResultOfTheFirst() {
        Task first = memoised(1, null);
        outbox.expect("identify 1");
        core.identified(first, KEY);
        outbox.expect("1 LAUNCHED", "launch 1.0");
        core.attemptEnded(1, 0, new Success("one"));
        outbox.expect("1 EXEC_DONE");

        Task second = memoised(2, KEY);
        outbox.expect("2 MEMO_DONE");
        assertThat(second.outcome()).isEqualTo(new Success("one", true));
        assertThat(core.counts().done()).isEqualTo(2);
    }

    @Test
    void identicalCallsInFlightAreRunOnce() {
        memoised(1, KEY);
        Task second = memoised(2, KEY);
        memoised(3, OTHER);
        outbox.expect("1 LAUNCHED", "launch 1.0", "2 PENDING", "3 LAUNCHED", "launch 3.0");
        Task dependent = new Task(4, "app", 0, false, new FakePromise(), "call", Task.Keyed.NOT, null);
        core.submit(dependent, List.of(second), 0);
        core.attemptEnded(1, 0, new Success("one"));
        outbox.expect("4 PENDING", "1 EXEC_DONE", "2 MEMO_DONE", "4 LAUNCHED", "launch 4.0");
    }

    @Test
    void aFailureIsSharedByThoseThatWaitedAndRememberedByNobody() {
        memoised(1, KEY);
        memoised(2, KEY);
        outbox.expect("1 LAUNCHED", "launch 1.0", "2 PENDING");
        core.attemptEnded(1, 0, FAILURE);
        outbox.expect("1 FAILED", "2 FAILED");
        memoised(3, KEY);
        outbox.expect("3 LAUNCHED", "launch 3.0");
    }

    @Test
    void aCancelledCallIsRunByTheNextThatWaitsForIt() {
        Task first = memoised(1, KEY);
        Task second = memoised(2, KEY);
        memoised(3, KEY);
        Task fourth = memoised(4, KEY);
        outbox.expect("1 LAUNCHED", "launch 1.0", "2 PENDING", "3 PENDING", "4 PENDING");
        core.cancel(second, true, "test");
        core.cancel(first, true, "test");
        outbox.expect("2 CANCELLED", "stop 1.0 now", "1 CANCELLED", "3 LAUNCHED", "launch 3.0");
        core.attemptEnded(3, 0, new Success("three"));
        outbox.expect("3 EXEC_DONE", "4 MEMO_DONE");
        assertThat(fourth.outcome()).isEqualTo(new Success("three", true));
    }

    @Test
    void aCallThatCannotBeIdentifiedFails() {
        Task task = memoised(1, null);
        core.notIdentified(task, FAILURE);
        outbox.expect("identify 1", "1 FAILED");
    }

    @Test
    void whatIsForgottenIsRunAgain() {
        core = new DfkCore(outbox, new DfkCore.Keeping(false, false, earlier, 1));
        memoised(1, KEY);
        core.attemptEnded(1, 0, new Success("one"));
        memoised(2, OTHER);
        core.attemptEnded(2, 0, new Success("two"));
        outbox.expect("1 LAUNCHED", "launch 1.0", "1 EXEC_DONE", "2 LAUNCHED", "launch 2.0", "2 EXEC_DONE");
        memoised(3, KEY);
        outbox.expect("3 LAUNCHED", "launch 3.0");
    }

    @Test
    void eachResultOfAnEarlierRunIsUsedOnceByCallsThatAreNotMemoised() {
        earlier.add(KEY, 5);
        earlier.add(KEY, 6);
        journal(false);
        Task first = recorded(1);
        Task second = recorded(2);
        outbox.expect("recall 1 from row 5", "recall 2 from row 6");
        core.recalled(first, new Success("five"));
        core.recalled(second, null);
        outbox.expect("1 MEMO_DONE", "2 LAUNCHED", "launch 2.0");
        core.attemptEnded(2, 0, new Success("two"));
        outbox.expect("record 2 as 7: two", "2 EXEC_DONE");
        recorded(3);
        outbox.expect("3 LAUNCHED", "launch 3.0");
    }

    @Test
    void aResultOfAnEarlierRunServesAllCallsThatAreMemoised() {
        earlier.add(KEY, 5);
        journal(false);
        core.recalled(memoised(1, KEY), new Success("five"));
        memoised(2, KEY);
        outbox.expect("recall 1 from row 5", "1 MEMO_DONE", "2 MEMO_DONE");
    }

    @Test
    void aDurableResultIsWrittenBeforeItIsSeen() {
        journal(true);
        Task task = recorded(1);
        core.attemptEnded(1, 0, new Success("one"));
        outbox.expect("1 LAUNCHED", "launch 1.0", "record 1 as 7: one");
        core.attemptEnded(1, 1, new Success("another"));
        core.failLaunched(any -> true, (Outcome.Failed) FAILURE);
        assertThat(task.outcome()).isNull();
        core.recorded(task, null);
        outbox.expect("1 EXEC_DONE");
        assertThat(task.outcome()).isEqualTo(new Success("one"));
    }

    @Test
    void aDurableResultThatCannotBeWrittenFailsItsTask() {
        journal(true);
        Task task = recorded(1);
        core.attemptEnded(1, 0, new Success("one"));
        core.recorded(task, (Outcome.Failed) FAILURE);
        outbox.expect("1 LAUNCHED", "launch 1.0", "record 1 as 7: one", "1 FAILED");
        assertThat(task.state()).isEqualTo(TaskState.FAILED);
    }

    @Test
    void whatAJoinAppReturnsIsWrittenWhenItIsThere() {
        journal(true);
        Task join = new Task(1, "app", 0, true, new FakePromise(), "call", Task.Keyed.RECORDED, KEY);
        core.submit(join, List.of(), 0);
        core.attemptEnded(1, 0, new Success("a future"));
        core.joined(join, new Success("inner", true));
        core.joined(join, new Success("again"));
        outbox.expect("1 LAUNCHED", "launch 1.0", "1 JOINING", "await 1: a future", "record 1 as 7: inner");
        core.recorded(join, null);
        outbox.expect("1 EXEC_DONE");
        assertThat(join.outcome()).isEqualTo(new Success("inner"));
    }

    @Test
    void failuresAreNotWritten() {
        journal(true);
        recorded(1);
        core.attemptEnded(1, 0, FAILURE);
        outbox.expect("1 LAUNCHED", "launch 1.0", "1 FAILED");
    }

    private Task memoised(long id, @Nullable CallKey key) {
        return submit(new Task(id, "app", 0, false, new FakePromise(), "call", Task.Keyed.MEMOISED, key));
    }

    private Task recorded(long id) {
        return submit(new Task(id, "app", 0, false, new FakePromise(), "call", Task.Keyed.RECORDED, KEY));
    }

    private Task submit(Task task) {
        core.submit(task, List.of(), 0);
        return task;
    }
}
