package org.jarsl.interchange.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.interchange.core.Samples.failed;
import static org.jarsl.interchange.core.Samples.id;
import static org.jarsl.interchange.core.Samples.manager;
import static org.jarsl.interchange.core.Samples.notStarted;
import static org.jarsl.interchange.core.Samples.result;
import static org.jarsl.interchange.core.Samples.task;
import static org.jarsl.interchange.core.Samples.tasks;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes on which everything fails; the rule itself is {@link NodeHealthTest}'s. */
class BadNodesTest {
    private static final long NEVER_SILENT = 1_000_000_000;
    private static final int FAILURES = NodeHealth.LAST;

    private final RecordingOutbox outbox = new RecordingOutbox();
    private final InterchangeCore core = new InterchangeCore(
            new InterchangeCore.Settings(ManagerSelector.Rule.BLOCK, 3, NEVER_SILENT, 100, 1), outbox);

    /** The manager {@code a} is on a bad node, {@code b} on a good one; the names decide who gets the next task. */
    @BeforeEach
    void aBadNodeAndAGoodOne() {
        core.register(manager("a", 1), 2, Manager.NO_END, List.of(), 0);
        core.register(manager("b", 1), 1, Manager.NO_END, List.of(), 0);
        core.submit(tasks(1, 3));
        outbox.expect("registered a", "registered b", "send a 1.0 3.0", "send b 2.0");
    }

    /** Tasks on {@code a} fail, those on {@code b} end well. Then {@code a} holds task 17, {@code b} 18, and 19 waits. */
    private void failUntilSetAside() {
        fail(FAILURES);
    }

    private void fail(int times) {
        long onA = 1;
        long spare = 3;
        long onB = 2;
        long next = 4;
        for (int i = 0; i < times; i++) {
            core.submit(tasks(next, next));
            core.results(id("b"), 1, List.of(result(onB, 0)), 0);
            onB = next++;
            core.submit(tasks(next, next));
            core.results(id("a"), 2, List.of(failed(onA, 0)), 0);
            onA = spare;
            spare = next++;
        }
    }

    @Test
    void aNodeSetAsideGivesBackWhatHasNotStartedAndGetsNoTasks() {
        failUntilSetAside();
        assertThat(outbox.take()).containsSequence("node-a is set aside", "drop a [17]");
        assertThat(outbox.judgements).singleElement().asString().contains("no space left on device");
        core.results(id("a"), 2, List.of(notStarted(17, 0)), 0);
        outbox.assertEmpty();
        core.results(id("b"), 1, List.of(result(18, 0)), 0);
        outbox.expect("completed by b 18.0", "send b 17.1");
    }

    @Test
    void afterItsTimeItGetsOneTaskAtATimeUntilOneEndsWell() {
        failUntilSetAside();
        core.results(id("a"), 2, List.of(failed(17, 0)), 0);
        outbox.take();
        core.submit(tasks(100, 105));
        outbox.assertEmpty();
        core.expire(NodeHealth.FIRST_MILLIS);
        outbox.expect("node-a is set aside", "send a 19.0");
        core.results(id("a"), 2, List.of(result(19, 0)), NodeHealth.FIRST_MILLIS);
        outbox.expect("completed by a 19.0", "node-a is trusted", "send a 100.0 101.0");
    }

    @Test
    void whenTheOnlyGoodNodeGoesTheBadOneGetsTasksAgain() {
        failUntilSetAside();
        core.results(id("a"), 2, List.of(failed(17, 0)), 0);
        outbox.take();
        core.leave(id("b"), "ended");
        assertThat(outbox.take()).contains("node-a is trusted").anyMatch(line -> line.startsWith("send a"));
    }

    @Test
    void whatIsSaidOfANodeIsWhatWasSoThenAlsoWhenItChangesInOneMessage() {
        fail(FAILURES - 1);
        core.results(id("a"), 2, List.of(failed(15, 0), result(17, 0)), 0);
        assertThat(outbox.take()).containsSubsequence("node-a is set aside", "node-a is trusted");
    }

    @Test
    void aNodeSetAsideThatComesBackAloneGetsTasks() {
        failUntilSetAside();
        core.leave(id("a"), "ended");
        core.leave(id("b"), "ended");
        outbox.take();
        core.register(manager("a", 1), 1, Manager.NO_END, List.of(), 0);
        assertThat(outbox.take())
                .containsSequence("registered a", "node-a is trusted")
                .hasSize(3);
    }

    @Test
    void aTaskThatFailedIsTriedAgainOnAnotherNodeIfThereIsRoom() {
        core.results(id("b"), 1, List.of(result(2, 0)), 0);
        core.results(id("a"), 1, List.of(failed(1, 0), result(3, 0)), 0);
        outbox.expect("completed by b 2.0", "completed by a 1.0:EXCEPTION 3.0");
        core.submit(List.of(task(1).withAttempt(1)));
        outbox.expect("send b 1.1");
        core.submit(tasks(10, 10));
        outbox.expect("send a 10.0");
    }

    @Test
    void aTaskThatFailedIsTriedAgainOnTheSameNodeIfThereIsNoRoomElsewhere() {
        core.results(id("a"), 1, List.of(failed(1, 0), result(3, 0)), 0);
        core.submit(List.of(task(1).withAttempt(1)));
        outbox.expect("completed by a 1.0:EXCEPTION 3.0", "send a 1.1");
    }
}
