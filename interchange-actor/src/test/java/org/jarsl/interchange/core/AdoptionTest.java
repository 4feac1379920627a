package org.jarsl.interchange.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.interchange.core.Samples.id;
import static org.jarsl.interchange.core.Samples.manager;
import static org.jarsl.interchange.core.Samples.result;
import static org.jarsl.interchange.core.Samples.task;
import static org.jarsl.interchange.core.Samples.tasks;

import java.util.List;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Managers that come with tasks from before the interchange, or the head, was started again. */
class AdoptionTest {
    private static final CallKey KEY = new CallKey(1, 2);
    private static final CallKey OTHER_KEY = new CallKey(3, 4);
    private static final long THRESHOLD_MILLIS = 1000;
    private static final long RECOVERY_MILLIS = 500;

    private final RecordingOutbox outbox = new RecordingOutbox();
    private final InterchangeCore core = new InterchangeCore(
            new InterchangeCore.Settings(ManagerSelector.Rule.BLOCK, 3, THRESHOLD_MILLIS, 0, 1), outbox);

    @AfterEach
    void nothingIsLeft() {
        outbox.assertEmpty();
        assertThat(core.counts().queued() + core.counts().withManagers()).isZero();
    }

    @Test
    void aTaskThatAManagerStillRunsIsNotSentAgain() {
        core.recover(RECOVERY_MILLIS);
        core.submit(tasks(1, 2));
        register("a", running(1, 4, null));
        register("b");
        outbox.expect("registered a", "registered b");
        core.recovered();
        outbox.expect("send b 2.0");
        core.results(id("a"), 1, List.of(result(1, 4)), 0);
        core.results(id("b"), 1, List.of(result(2, 0)), 0);
        outbox.expect("completed by a 1.4", "completed by b 2.0");
    }

    @Test
    void itsWorkersCountAsUsed() {
        core.recover(RECOVERY_MILLIS);
        core.submit(tasks(1, 2));
        register("a", running(1, 0, null));
        core.recovered();
        outbox.expect("registered a");
        core.results(id("a"), 1, List.of(result(1, 0)), 0);
        outbox.expect("completed by a 1.0", "send a 2.0");
        core.results(id("a"), 1, List.of(result(2, 0)), 0);
        outbox.expect("completed by a 2.0");
    }

    @Test
    void nothingIsSentDuringTheRecoveryWhichEndsByItself() {
        core.recover(RECOVERY_MILLIS);
        core.submit(tasks(1, 1));
        register("a");
        core.expire(RECOVERY_MILLIS - 1);
        outbox.expect("registered a");
        core.expire(RECOVERY_MILLIS);
        outbox.expect("send a 1.0");
        core.results(id("a"), 1, List.of(result(1, 0)), 0);
        outbox.expect("completed by a 1.0");
    }

    @Test
    void aTaskThatSomebodyElseHasByNowIsStopped() {
        core.submit(tasks(1, 1));
        register("a");
        register("b", running(1, 0, null));
        outbox.expect("registered a", "send a 1.0", "registered b", "cancel b [1]");
        core.results(id("b"), 1, List.of(result(1, 0)), 0);
        core.results(id("a"), 1, List.of(result(1, 0)), 0);
        outbox.expect("completed by a 1.0");
    }

    @Test
    void aTaskThatRunsGoesOnThoughTheResultOfAnEarlierAttemptOfItIsKept() {
        core.recover(RECOVERY_MILLIS);
        core.submit(tasks(1, 1));
        register("a", running(1, 1, null), new Held(1, 0, null, 0));
        core.recovered();
        outbox.expect("registered a");
        core.results(id("a"), 1, List.of(result(1, 0)), 0);
        core.results(id("a"), 1, List.of(result(1, 1)), 0);
        outbox.expect("completed by a 1.1");
    }

    @Test
    void aTaskThatNobodyWantsIsStopped() {
        register("a", running(7, 0, null));
        outbox.expect("registered a", "cancel a [7]");
    }

    @Test
    void anAttemptFromBeforeTheLastRetryIsStopped() {
        core.recover(RECOVERY_MILLIS);
        core.submit(List.of(task(1).withAttempt(2)));
        register("a", running(1, 1, null));
        core.recovered();
        outbox.expect("registered a", "cancel a [1]", "send a 1.2");
        core.results(id("a"), 1, List.of(result(1, 2)), 0);
        outbox.expect("completed by a 1.2");
    }

    @Test
    void aTaskOfAnEarlierHeadIsTheNextOneWithTheSameCall() {
        register("a", running(7, 3, KEY));
        outbox.expect("registered a", "found a [7]");
        core.adopt(id("a"), List.of(7L), List.of());
        core.submit(List.of(call(1_000_000, KEY)));
        assertThat(core.counts().withManagers()).isEqualTo(1);
        core.results(id("a"), 1, List.of(result(7, 3)), 0);
        outbox.expect("completed by a 1000000.0");
    }

    @Test
    void aCallThatIsTriedAgainIsRunAgain() {
        register("a", running(7, 0, KEY));
        core.adopt(id("a"), List.of(7L), List.of());
        register("b");
        outbox.expect("registered a", "found a [7]", "registered b");
        core.submit(List.of(call(1_000_000, KEY).withAttempt(1)));
        outbox.expect("send b 1000000.1");
        core.results(id("b"), 1, List.of(result(1_000_000, 1)), 0);
        core.results(id("a"), 1, List.of(result(7, 0)), 0);
        outbox.expect("completed by b 1000000.1");
    }

    @Test
    void anotherSuchCallIsRun() {
        register("a", running(7, 3, KEY));
        core.adopt(id("a"), List.of(7L), List.of());
        core.submit(List.of(call(1_000_000, KEY), call(1_000_001, KEY), call(1_000_002, OTHER_KEY)));
        core.results(id("a"), 1, List.of(result(7, 3)), 0);
        outbox.expect("registered a", "found a [7]", "completed by a 1000000.0", "send a 1000001.0");
        core.results(id("a"), 1, List.of(result(1_000_001, 0)), 0);
        core.results(id("a"), 1, List.of(result(1_000_002, 0)), 0);
        outbox.expect("completed by a 1000001.0", "send a 1000002.0", "completed by a 1000002.0");
    }

    @Test
    void aResultThatComesBeforeItsCallIsKept() {
        core.recover(RECOVERY_MILLIS);
        register("a", ended(7, KEY), ended(8, OTHER_KEY));
        core.results(id("a"), 1, List.of(result(7, 0), result(8, 0)), 0);
        core.submit(List.of(call(1_000_000, KEY)));
        core.adopt(id("a"), List.of(7L, 8L), List.of());
        outbox.expect("registered a", "found a [7, 8]");
        core.recovered();
        outbox.expect("completed by nobody 1000000.0");
        core.submit(List.of(call(1_000_001, OTHER_KEY)));
        outbox.expect("completed by nobody 1000001.0");
    }

    @Test
    void whatTheHeadHasNoUseForIsStopped() {
        register("a", running(7, 0, KEY));
        core.adopt(id("a"), List.of(), List.of(7L));
        outbox.expect("registered a", "found a [7]", "cancel a [7]");
        core.submit(List.of(call(1_000_000, KEY)));
        outbox.expect("send a 1000000.0");
        core.results(id("a"), 1, List.of(result(7, 0)), 0);
        core.results(id("a"), 1, List.of(result(1_000_000, 0)), 0);
        outbox.expect("completed by a 1000000.0");
    }

    @Test
    void aFailureFromBeforeIsTriedAgain() {
        register("a", running(7, 0, KEY));
        core.adopt(id("a"), List.of(7L), List.of());
        core.results(id("a"), 1, List.of(Samples.failed(7, 0)), 0);
        core.submit(List.of(call(1_000_000, KEY)));
        outbox.expect("registered a", "found a [7]", "send a 1000000.0");
        core.results(id("a"), 1, List.of(result(1_000_000, 0)), 0);
        outbox.expect("completed by a 1000000.0");
    }

    @Test
    void anAdoptedTaskWhoseManagerIsLostIsRunUnderItsOwnNumber() {
        register("a", running(7, 3, KEY), running(8, 0, OTHER_KEY));
        core.adopt(id("a"), List.of(7L, 8L), List.of());
        core.submit(List.of(call(1_000_000, KEY)));
        core.leave(id("a"), "it had to");
        outbox.expect("registered a", "found a [7, 8]", "gone a: it had to");
        register("b");
        core.submit(List.of(call(1_000_001, OTHER_KEY)));
        outbox.expect("registered b", "send b 1000000.1");
        core.results(id("b"), 1, List.of(result(1_000_000, 1)), 0);
        core.results(id("b"), 1, List.of(result(1_000_001, 0)), 0);
        outbox.expect("completed by b 1000000.1", "send b 1000001.0", "completed by b 1000001.0");
    }

    @Test
    void anAdoptedTaskIsCancelledByTheNumberThatItsManagerKnows() {
        register("a", running(7, 3, KEY));
        core.adopt(id("a"), List.of(7L), List.of());
        core.submit(List.of(call(1_000_000, KEY)));
        core.cancel(List.of(1_000_000L), true);
        outbox.expect("registered a", "found a [7]", "cancel a [7]");
    }

    @Test
    void aManagerThatWasCutOffKeepsWhatItRuns() {
        core.submit(tasks(1, 2));
        register("a");
        outbox.expect("registered a", "send a 1.0");
        core.register(
                manager(new ManagerId("a", 2), "0", 1, Samples.ONE_CORE_WORKERS),
                1,
                Manager.NO_END,
                List.of(running(1, 0, null)),
                0);
        outbox.expect("gone a: it was started again", "registered a");
        core.results(new ManagerId("a", 2), 1, List.of(result(1, 0)), 0);
        outbox.expect("completed by a 1.1", "send a 2.0");
        core.results(new ManagerId("a", 2), 1, List.of(result(2, 0)), 0);
        outbox.expect("completed by a 2.0");
    }

    @Test
    void managersAreNotSilentWhileTheInterchangeStandsStill() {
        register("a");
        outbox.expect("registered a");
        core.stoodStill(10 * THRESHOLD_MILLIS);
        core.expire(11 * THRESHOLD_MILLIS);
        outbox.assertEmpty();
        core.expire(11 * THRESHOLD_MILLIS + 1);
        assertThat(outbox.take()).hasSize(1);
    }

    private void register(String name, Held... held) {
        core.register(manager(name, 1), 1, Manager.NO_END, List.of(held), 0);
    }

    private static Held running(long taskId, int attempt, @Nullable CallKey key) {
        return new Held(taskId, attempt, key, 1);
    }

    private static Held ended(long taskId, CallKey key) {
        return new Held(taskId, 0, key, 0);
    }

    private static TaskEnvelope call(long id, CallKey key) {
        return new TaskEnvelope(id, 0, 0, TaskResult.NO_BYTES, null, null, 0, null, key);
    }
}
