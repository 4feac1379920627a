package org.jarsl.interchange.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.interchange.core.Samples.id;
import static org.jarsl.interchange.core.Samples.manager;
import static org.jarsl.interchange.core.Samples.notStarted;
import static org.jarsl.interchange.core.Samples.result;
import static org.jarsl.interchange.core.Samples.tasks;
import static org.jarsl.interchange.core.Samples.walltime;

import java.util.List;
import org.jarsl.interchange.core.InterchangeCore.Counts;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.TaskEnvelope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Managers whose block ends at a known time. */
class DrainTest {
    private static final long MARGIN = Matching.MARGIN_MILLIS;
    private static final long MINUTE = 60_000;
    private static final long NEVER_SILENT = 1_000_000_000;

    private final RecordingOutbox outbox = new RecordingOutbox();
    private final InterchangeCore core = new InterchangeCore(
            new InterchangeCore.Settings(ManagerSelector.Rule.BLOCK, 1, NEVER_SILENT, MINUTE, 1), outbox);

    @AfterEach
    void nothingIsLeft() {
        outbox.assertEmpty();
    }

    private void register(String name, int workers, int credit, long leftMillis) {
        core.register(manager(name, workers), credit, leftMillis, List.of(), 0);
        outbox.expect("registered " + name);
    }

    @Test
    void inTheDrainPeriodAManagerGetsNoTasksAndIsLetGoWhenItHasNone() {
        register("a", 1, 2, 10 * MINUTE);
        core.submit(tasks(1, 3));
        outbox.expect("send a 1.0 2.0");
        core.expire(9 * MINUTE - 1);
        outbox.assertEmpty();
        core.expire(9 * MINUTE);
        outbox.expect("drop a [1, 2]");
        core.results(id("a"), 2, List.of(notStarted(2, 0)), 9 * MINUTE);
        core.expire(9 * MINUTE + 1);
        outbox.assertEmpty();
        assertThat(core.counts()).isEqualTo(new Counts(2, 1, 1, 1));
        core.results(id("a"), 2, List.of(result(1, 0)), 9 * MINUTE + 2);
        outbox.expect("completed by a 1.0", "gone a: its block is about to end, and it has nothing left to do");
    }

    @Test
    void whatIsGivenBackRunsElsewhereInItsOrderAndIsNotCharged() {
        register("a", 1, 3, 10 * MINUTE);
        core.submit(tasks(1, 4));
        outbox.expect("send a 1.0 2.0 3.0");
        core.results(id("a"), 0, List.of(notStarted(1, 0), notStarted(2, 0), notStarted(3, 0)), 1);
        // One loss is too many here, so a charged one would have failed.
        core.register(manager("b", 4), 4, Manager.NO_END, List.of(), 2);
        outbox.expect("registered b", "send b 1.1 2.1 3.1 4.0");
    }

    @Test
    void anIdleManagerIsLetGoAtOnceWhenItsDrainPeriodBegins() {
        register("a", 1, 1, 10 * MINUTE);
        core.expire(9 * MINUTE);
        outbox.expect("gone a: its block is about to end, and it has nothing left to do");
    }

    @Test
    void aShortBlockWorksForHalfOfItsTime() {
        register("a", 1, 1, MINUTE);
        core.expire(MINUTE / 2 - 1);
        core.submit(tasks(1, 1));
        outbox.expect("send a 1.0");
        core.expire(MINUTE / 2);
        outbox.expect("drop a [1]");
    }

    @Test
    void aTaskThatTheUserHasCancelledIsNotRunAgainWhenItIsGivenBackOrLost() {
        register("a", 1, 2, Manager.NO_END);
        core.submit(tasks(1, 2));
        core.cancel(List.of(1L, 2L), false);
        outbox.expect("send a 1.0 2.0", "drop a [1, 2]");
        core.results(id("a"), 2, List.of(notStarted(2, 0)), 0);
        core.leave(id("a"), "ended");
        outbox.expect("gone a: ended");
        assertThat(core.counts()).isEqualTo(new Counts(0, 0, 0, 0));
    }

    @Test
    void aTaskWithAWalltimeGoesOnlyWhereItCanPass() {
        register("a", 1, 1, 10 * MINUTE);
        core.expire(MINUTE);
        core.submit(List.of(walltime(1, 9 * MINUTE - MARGIN + 1)));
        outbox.assertEmpty();
        core.submit(List.of(walltime(2, 9 * MINUTE - MARGIN)));
        outbox.expect("send a 2.0");
        core.register(manager("b", 1), 1, 10 * MINUTE, List.of(), MINUTE);
        outbox.expect("registered b", "send b 1.0");
    }

    @Test
    void aTaskThatMustWaitForAWorkerNeedsTwiceItsWalltime() {
        register("a", 1, 3, 10 * MINUTE);
        core.submit(List.of(walltime(1, 6 * MINUTE), walltime(2, 5 * MINUTE), walltime(3, 4 * MINUTE)));
        outbox.expect("send a 1.0 3.0");
        core.results(id("a"), 3, List.of(result(1, 0), result(3, 0)), 1);
        outbox.expect("completed by a 1.0 3.0", "send a 2.0");
    }

    @Test
    void tasksThatWaitForTimeKeepNoOthersWaitingAndHaveTheirTurnFirst() {
        register("a", 1, 1, 10 * MINUTE);
        core.expire(8 * MINUTE);
        core.submit(List.of(walltime(1, 9 * MINUTE), walltime(2, 8 * MINUTE), Samples.task(3), Samples.task(4)));
        outbox.expect("send a 3.0");
        assertThat(core.counts()).isEqualTo(new Counts(3, 1, 1, 1));
        core.register(manager("b", 2), 2, 10 * MINUTE, List.of(), 8 * MINUTE);
        outbox.expect("registered b", "send b 1.0 2.0");
    }

    @Test
    void aMoreUrgentTaskGoesBeforeThoseThatWaitedForTime() {
        register("a", 1, 1, 10 * MINUTE);
        core.expire(8 * MINUTE);
        core.submit(List.of(walltime(1, 9 * MINUTE)));
        core.submit(tasks(2, 2));
        TaskEnvelope urgent = Samples.task(3, -1, null);
        core.submit(List.of(urgent));
        outbox.expect("send a 2.0");
        core.register(manager("b", 1), 1, 10 * MINUTE, List.of(), 8 * MINUTE);
        outbox.expect("registered b", "send b 3.0");
        core.results(id("b"), 1, List.of(result(3, 0)), 8 * MINUTE);
        outbox.expect("completed by b 3.0", "send b 1.0");
    }

    @Test
    void aTaskThatWaitsForTimeCanBeCancelled() {
        register("a", 1, 1, 10 * MINUTE);
        core.expire(8 * MINUTE);
        core.submit(List.of(walltime(1, 9 * MINUTE)));
        core.cancel(List.of(1L), true);
        assertThat(core.counts()).isEqualTo(new Counts(0, 0, 1, 1));
        core.register(manager("b", 1), 1, 10 * MINUTE, List.of(), 8 * MINUTE);
        outbox.expect("registered b");
    }

    @Test
    void aWalltimeThatNoManagerEverHadTimeForFailsTheTask() {
        register("a", 1, 1, 10 * MINUTE);
        core.submit(List.of(walltime(1, 10 * MINUTE - MARGIN + 1), walltime(2, 10 * MINUTE - MARGIN)));
        outbox.expect("send a 2.0", "completed by nobody 1.0:DEMAND");
        assertThat(outbox.failureOf(1))
                .extracting(Failure::message)
                .asString()
                .contains("a walltime of 595 s", "600 s until the end", "5 s must be left");
    }

    @Test
    void aManagerOfCreditZeroGetsNothing() {
        register("a", 1, 1, Manager.NO_END);
        core.results(id("a"), 0, List.of(), 1);
        core.submit(tasks(1, 1));
        outbox.assertEmpty();
    }
}
