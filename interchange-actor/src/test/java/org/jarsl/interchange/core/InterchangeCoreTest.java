package org.jarsl.interchange.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jarsl.interchange.core.Samples.GIB;
import static org.jarsl.interchange.core.Samples.id;
import static org.jarsl.interchange.core.Samples.manager;
import static org.jarsl.interchange.core.Samples.result;
import static org.jarsl.interchange.core.Samples.task;
import static org.jarsl.interchange.core.Samples.tasks;
import static org.jarsl.interchange.core.Samples.wide;
import static org.jarsl.interchange.core.Samples.workerLost;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jarsl.interchange.core.InterchangeCore.Counts;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Failure.Kind;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.TaskDemand;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.WorkerShape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterchangeCoreTest {
    private static final int MAX_LOSSES = 3;
    private static final long THRESHOLD_MILLIS = 1000;

    private final RecordingOutbox outbox = new RecordingOutbox();
    private final InterchangeCore core = new InterchangeCore(
            new InterchangeCore.Settings(ManagerSelector.Rule.BLOCK, MAX_LOSSES, THRESHOLD_MILLIS, 100, 1), outbox);

    @AfterEach
    void nothingIsLeft() {
        outbox.assertEmpty();
    }

    @Test
    void tasksWaitForAManager() {
        core.submit(tasks(1, 2));
        outbox.assertEmpty();
        assertThat(core.counts()).isEqualTo(new Counts(2, 0, 0, 0));
        register("a", 2);
        outbox.expect("registered a", "send a 1.0 2.0");
        assertThat(core.counts()).isEqualTo(new Counts(0, 2, 1, 2));
    }

    @Test
    void lowerPriorityValuesGoFirstAndEqualOnesInOrder() {
        core.submit(List.of(task(1, 5, null), task(2, 0, null), task(3, -7, null), task(4, 0, null), task(5, 5, null)));
        register("a", 5);
        outbox.expect("registered a", "send a 3.0 2.0 4.0 1.0 5.0");
    }

    @Test
    void aResultMakesRoomForTheNextTask() {
        register("a", 1);
        core.submit(tasks(1, 2));
        outbox.expect("registered a", "send a 1.0");
        assertThat(core.results(id("a"), 1, List.of(result(1, 0)), 0)).isTrue();
        outbox.expect("completed by a 1.0", "send a 2.0");
        assertThat(core.counts()).isEqualTo(new Counts(0, 1, 1, 1));
    }

    @Test
    void creditIsNeverExceeded() {
        core.register(manager("a", 2), 5, Manager.NO_END, List.of(), 0);
        core.submit(tasks(1, 9));
        outbox.expect("registered a", "send a 1.0 2.0 3.0 4.0 5.0");
        assertThat(core.counts()).isEqualTo(new Counts(4, 5, 1, 2));
    }

    @Test
    void creditThatShrinksHoldsTasksBack() {
        core.register(manager("a", 2), 5, Manager.NO_END, List.of(), 0);
        core.submit(tasks(1, 9));
        outbox.expect("registered a", "send a 1.0 2.0 3.0 4.0 5.0");
        core.results(id("a"), 2, List.of(result(1, 0), result(2, 0)), 0);
        outbox.expect("completed by a 1.0 2.0");
        core.results(id("a"), 3, List.of(result(3, 0)), 0);
        outbox.expect("completed by a 3.0", "send a 6.0");
    }

    @Test
    void creditThatGrowsIsUsedAtOnce() {
        register("a", 1);
        core.submit(tasks(1, 4));
        outbox.expect("registered a", "send a 1.0");
        core.results(id("a"), 3, List.of(), 0);
        outbox.expect("send a 2.0 3.0");
    }

    @Test
    void idleWorkersGetTasksBeforeOthersPrefetch() {
        core.register(manager("a", 1), 3, Manager.NO_END, List.of(), 0);
        core.register(manager("b", 1), 3, Manager.NO_END, List.of(), 0);
        core.submit(tasks(1, 3));
        outbox.expect("registered a", "registered b", "send a 1.0 3.0", "send b 2.0");
    }

    @Test
    void managersOfADrainingBlockGetNoMoreTasksUntilItIsKept() {
        core.register(manager(id("a"), "0", 1, Samples.ONE_CORE_WORKERS), 2, Manager.NO_END, List.of(), 0);
        core.submit(tasks(1, 1));
        core.drain(Set.of("0"));
        core.submit(tasks(2, 3));
        core.register(manager(id("b"), "0", 1, Samples.ONE_CORE_WORKERS), 1, Manager.NO_END, List.of(), 0);
        outbox.expect("registered a", "send a 1.0", "registered b");
        assertThat(core.load()).isEqualTo(new Load(3, Map.of("0", new Load.OfBlock(2, 2, 1, 1)), Set.of("0")));
        assertThat(core.load().isDrained("0")).isFalse();
        core.results(id("a"), 1, List.of(result(1, 0)), 0);
        outbox.expect("completed by a 1.0");
        assertThat(core.load().isDrained("0")).isTrue();
        core.drain(Set.of("1"));
        outbox.expect("send a 2.0", "send b 3.0");
        assertThat(core.load()).isEqualTo(new Load(2, Map.of("0", new Load.OfBlock(2, 2, 2, 3)), Set.of("1")));
    }

    @Test
    void aLoadTellsOfEachBlockAndOfNodes() {
        assertThat(core.load()).isEqualTo(new Load(0, Map.of(), Set.of()));
        assertThat(core.load().workersPerNode(5)).isEqualTo(5);
        core.register(manager(id("a"), "0", 1, Samples.ONE_CORE_WORKERS), 1, Manager.NO_END, List.of(), 0);
        core.register(manager(id("b"), "1", 4, Samples.ONE_CORE_WORKERS), 4, Manager.NO_END, List.of(), 0);
        outbox.expect("registered a", "registered b");
        assertThat(core.load().blocks())
                .isEqualTo(Map.of("0", new Load.OfBlock(1, 1, 0, 0), "1", new Load.OfBlock(1, 4, 0, 0)));
        assertThat(core.load().workersPerNode(5)).isEqualTo(2);
        assertThat(core.load().of("7")).isEqualTo(new Load.OfBlock(0, 0, 0, 0));
    }

    @Test
    void aTaskIsNotSubmittedTwice() {
        core.submit(tasks(1, 1));
        assertThatThrownBy(() -> core.submit(tasks(1, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("task 1 was submitted twice");
    }

    @Test
    void resultsOfOlderAttemptsOrOtherManagersAreDiscarded() {
        register("a", 1);
        core.submit(tasks(1, 1));
        core.results(id("a"), 1, List.of(workerLost(1, 0)), 0);
        outbox.expect("registered a", "send a 1.0", "send a 1.1");
        register("b", 1);
        outbox.expect("registered b");
        core.results(id("a"), 1, List.of(result(1, 0), result(99, 0)), 0);
        core.results(id("b"), 1, List.of(result(1, 1)), 0);
        outbox.assertEmpty();
        core.results(id("a"), 1, List.of(result(1, 1), result(1, 1)), 0);
        outbox.expect("completed by a 1.1");
        assertThat(core.counts()).isEqualTo(new Counts(0, 0, 2, 2));
    }

    @Test
    void aManagerNobodyKnowsIsNotHeard() {
        core.submit(tasks(1, 1));
        assertThat(core.heartbeat(id("a"), 0)).isFalse();
        assertThat(core.results(id("a"), 5, List.of(result(1, 0)), 0)).isFalse();
        core.leave(id("a"), "why not");
        assertThat(core.counts()).isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    void aLostManagersTasksGoBackToTheFrontWithTheirAttemptRaised() {
        register("a", 3);
        core.submit(tasks(1, 5));
        outbox.expect("registered a", "send a 1.0 2.0 3.0");
        core.results(id("a"), 3, List.of(result(2, 0)), 0);
        outbox.expect("completed by a 2.0", "send a 4.0");
        core.blockEnded("0", "the job ended");
        outbox.expect("gone a: the job ended");
        register("b", 4);
        outbox.expect("registered b", "send b 1.1 3.1 4.1 5.0");
        assertThat(core.counts()).isEqualTo(new Counts(0, 4, 1, 4));
    }

    @Test
    void aLostManagersTasksKeepTheirPriority() {
        register("a", 1);
        core.submit(List.of(task(1, 5, null)));
        core.submit(List.of(task(2, 0, null), task(3, 5, null)));
        outbox.expect("registered a", "send a 1.0");
        core.blockEnded("0", "gone");
        register("b", 3);
        outbox.expect("gone a: gone", "registered b", "send b 2.0 1.1 3.0");
    }

    @Test
    void aLostManagersTasksGoToAnotherThatHasRoom() {
        register("a", 1);
        core.submit(tasks(1, 1));
        core.register(manager(id("b"), "1", 1, Samples.ONE_CORE_WORKERS), 1, Manager.NO_END, List.of(), 0);
        outbox.expect("registered a", "send a 1.0", "registered b");
        core.blockEnded("0", "the job ended");
        outbox.expect("gone a: the job ended", "send b 1.1");
        assertThat(core.results(id("a"), 1, List.of(result(1, 0)), 0)).isFalse();
        assertThat(core.results(id("a"), 1, List.of(result(1, 1)), 0)).isFalse();
    }

    @Test
    void onlyTheManagersOfTheEndedBlockAreLost() {
        core.register(manager(id("a"), "0", 1, Samples.ONE_CORE_WORKERS), 1, Manager.NO_END, List.of(), 0);
        core.register(manager(id("b"), "1", 1, Samples.ONE_CORE_WORKERS), 1, Manager.NO_END, List.of(), 0);
        core.register(manager(id("c"), "0", 1, Samples.ONE_CORE_WORKERS), 1, Manager.NO_END, List.of(), 0);
        outbox.expect("registered a", "registered b", "registered c");
        core.blockEnded("0", "its walltime is over");
        outbox.expect("gone a: its walltime is over", "gone c: its walltime is over");
        assertThat(core.counts()).isEqualTo(new Counts(0, 0, 1, 1));
    }

    @Test
    void aSilentManagerIsLostAfterTheThreshold() {
        register("a", 1);
        core.submit(tasks(1, 1));
        outbox.expect("registered a", "send a 1.0");
        assertThat(core.heartbeat(id("a"), 500)).isTrue();
        core.expire(500 + THRESHOLD_MILLIS);
        outbox.assertEmpty();
        core.expire(501 + THRESHOLD_MILLIS);
        outbox.expect("gone a: it was silent for 1001 ms, longer than the heartbeat threshold of 1000 ms");
        assertThat(core.heartbeat(id("a"), 502)).isFalse();
        assertThat(core.counts()).isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    void resultsAndRegistrationsAreSignsOfLifeToo() {
        register("a", 1);
        core.results(id("a"), 1, List.of(), 900);
        core.expire(1900);
        core.register(manager("a", 1), 1, Manager.NO_END, List.of(), 1800);
        core.expire(2800);
        outbox.expect("registered a", "registered a");
        assertThat(core.counts()).isEqualTo(new Counts(0, 0, 1, 1));
    }

    @Test
    void aTaskThatLosesItsManagersFailsWithTheReasons() {
        core.submit(tasks(1, 1));
        for (int i = 0; i < MAX_LOSSES; i++) {
            register("m" + i, 1);
            outbox.expect("registered m" + i, "send m" + i + " 1." + i);
            core.blockEnded("0", "exit code " + i);
            outbox.expect(
                    i == MAX_LOSSES - 1
                            ? new String[] {"gone m2: exit code 2", "completed by nobody 1.2:MANAGER_LOST"}
                            : new String[] {"gone m" + i + ": exit code " + i});
        }
        assertThat(outbox.failureOf(1).message())
                .isEqualTo("manager m2 on node node-m2, block 0 was lost: exit code 2; the task was running on 3 "
                        + "managers or workers that were lost, and is not run again");
        assertThat(core.counts()).isEqualTo(new Counts(0, 0, 0, 0));
    }

    @Test
    void aTaskThatKillsItsWorkersFailsWithTheReasons() {
        register("a", 1);
        core.submit(tasks(1, 1));
        core.results(id("a"), 1, List.of(workerLost(1, 0)), 0);
        core.results(id("a"), 1, List.of(workerLost(1, 1)), 0);
        core.results(id("a"), 1, List.of(workerLost(1, 2)), 0);
        outbox.expect("registered a", "send a 1.0", "send a 1.1", "send a 1.2", "completed by a 1.2:WORKER_LOST");
        assertThat(outbox.failureOf(1).message())
                .isEqualTo("the worker ended with exit code 137; the task was running on 3 managers or workers that "
                        + "were lost, and is not run again");
    }

    @Test
    void prefetchedTasksAreNotChargedForALoss() {
        core.submit(tasks(1, 3));
        loseManagersOfOneWorkerThatPrefetch(MAX_LOSSES);
        assertThat(outbox.failureOf(1).kind()).isEqualTo(Kind.MANAGER_LOST);
        assertThat(core.counts()).isEqualTo(new Counts(2, 0, 0, 0));
        outbox.take();
    }

    @Test
    void tasksOnTheirLastChanceShareNoManagerAndKeepNobodyWaiting() {
        core.submit(tasks(1, 2));
        for (int i = 0; i < MAX_LOSSES - 1; i++) {
            register("m" + i, 2);
            core.blockEnded("0", "gone");
        }
        outbox.take();
        core.submit(tasks(3, 4));
        register("a", 2);
        outbox.expect("registered a", "send a 1.2 3.0");
        core.results(id("a"), 2, List.of(result(3, 0)), 0);
        outbox.expect("completed by a 3.0", "send a 4.0");
        assertThat(core.counts()).isEqualTo(new Counts(1, 2, 1, 2));
        core.results(id("a"), 2, List.of(result(1, 2)), 0);
        outbox.expect("completed by a 1.2", "send a 2.2");
    }

    @Test
    void aTaskThatKillsItsManagersTakesNoOtherWithIt() {
        core.submit(tasks(1, 4));
        for (int i = 0; i < MAX_LOSSES; i++) {
            register("m" + i, 2);
            core.blockEnded("0", "killed by task 1");
        }
        assertThat(outbox.take()).last().isEqualTo("completed by nobody 1.2:MANAGER_LOST");
        assertThat(core.counts()).isEqualTo(new Counts(3, 0, 0, 0));
    }

    @Test
    void aTaskOnItsLastChanceThatWaitsIsForgottenWhenCancelled() {
        core.submit(tasks(1, 1));
        for (int i = 0; i < MAX_LOSSES - 1; i++) {
            register("m" + i, 1);
            core.blockEnded("0", "gone");
        }
        core.cancel(List.of(1L), true);
        register("a", 1);
        assertThat(outbox.take()).last().isEqualTo("registered a");
        assertThat(core.counts()).isEqualTo(new Counts(0, 0, 1, 1));
    }

    @Test
    void aWideTaskThatCouldNotHaveStartedIsNotChargedForALoss() {
        long narrow = 1;
        core.submit(List.of(task(narrow), wide(2, 2)));
        for (int i = 0; i < MAX_LOSSES; i++) {
            long ended = 10L + i;
            core.submit(List.of(task(ended, -1, null)));
            core.register(manager("m" + i, 2), 4, Manager.NO_END, List.of(), 0);
            core.results(id("m" + i), 4, List.of(result(ended, 0)), 0);
            core.blockEnded("0", "gone");
        }
        assertThat(outbox.take()).last().isEqualTo("completed by nobody 1.2:MANAGER_LOST");
        assertThat(core.counts()).as("the wide task waited for the narrow one").isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    void aManagerThatLeavesChargesNobody() {
        core.submit(tasks(1, 1));
        for (int i = 0; i < 2 * MAX_LOSSES; i++) {
            register("m" + i, 1);
            core.leave(id("m" + i), "it is idle");
            outbox.expect("registered m" + i, "send m" + i + " 1." + i, "gone m" + i + ": it is idle");
        }
        assertThat(core.counts()).isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    void aManagerStartedAgainReplacesItsFormerLife() {
        register("a", 1);
        core.submit(tasks(1, 2));
        outbox.expect("registered a", "send a 1.0");
        ManagerId again = new ManagerId("a", 2);
        core.register(manager(again, "0", 2, Samples.ONE_CORE_WORKERS), 2, Manager.NO_END, List.of(), 0);
        outbox.expect("gone a: it was started again", "registered a", "send a 1.1 2.0");
        assertThat(core.results(id("a"), 1, List.of(result(1, 0)), 0)).isFalse();
        assertThat(core.heartbeat(id("a"), 0)).isFalse();
        assertThat(core.heartbeat(again, 0)).isTrue();
        core.results(again, 2, List.of(result(1, 1)), 0);
        outbox.expect("completed by a 1.1");
        assertThat(core.counts()).isEqualTo(new Counts(0, 1, 1, 2));
    }

    @Test
    void aRegistrationOfAnOlderEpochIsNotHeard() {
        ManagerId newer = new ManagerId("a", 2);
        core.register(manager(newer, "0", 1, Samples.ONE_CORE_WORKERS), 1, Manager.NO_END, List.of(), 0);
        core.submit(tasks(1, 1));
        outbox.expect("registered a", "send a 1.0");
        core.register(
                manager(new ManagerId("a", 1), "0", 1, Samples.ONE_CORE_WORKERS), 1, Manager.NO_END, List.of(), 0);
        outbox.take();
        assertThat(core.heartbeat(newer, 0)).as("the newer life is still known").isTrue();
    }

    @Test
    void registeringTwiceChangesNothing() {
        register("a", 1);
        core.submit(tasks(1, 2));
        register("a", 1);
        outbox.expect("registered a", "send a 1.0", "registered a");
        assertThat(core.counts()).isEqualTo(new Counts(1, 1, 1, 1));
    }

    @Test
    void queuedTasksAreForgottenWhenCancelled() {
        core.submit(tasks(1, 3));
        core.cancel(List.of(1L, 3L, 3L, 77L), true);
        assertThat(core.counts()).isEqualTo(new Counts(1, 0, 0, 0));
        register("a", 3);
        outbox.expect("registered a", "send a 2.0");
    }

    @Test
    void cancelledTasksOfAManagerMakeRoomAtOnce() {
        register("a", 2);
        core.submit(tasks(1, 4));
        outbox.expect("registered a", "send a 1.0 2.0");
        core.cancel(List.of(1L, 2L), true);
        outbox.expect("cancel a [1, 2]", "send a 3.0 4.0");
        core.results(id("a"), 2, List.of(result(1, 0), result(2, 0)), 0);
        assertThat(core.counts()).isEqualTo(new Counts(0, 2, 1, 2));
    }

    @Test
    void cancelledTasksThatMayRunOnAreDroppedWhereTheyWait() {
        register("a", 1);
        core.register(manager("b", 1), 2, Manager.NO_END, List.of(), 0);
        core.submit(tasks(1, 4));
        outbox.expect("registered a", "registered b", "send a 1.0", "send b 2.0 3.0");
        core.cancel(List.of(1L, 3L, 4L), false);
        outbox.expect("drop a [1]", "drop b [3]");
        assertThat(core.counts()).isEqualTo(new Counts(0, 3, 2, 2));
        core.submit(tasks(5, 5));
        core.results(id("b"), 2, List.of(TaskResult.failed(3, 0, Failure.of(Kind.CANCELLED, "dropped"))), 0);
        outbox.expect("send b 5.0");
        core.results(id("a"), 1, List.of(result(1, 0)), 0);
        outbox.expect("completed by a 1.0");
    }

    @Test
    void aManagerWithManyBytesGetsNoMoreBeforeAWorkerIsIdle() {
        byte[] half = new byte[(int) Manager.MAX_PREFETCHED_BYTES / 2];
        core.register(manager("a", 1), 9, Manager.NO_END, List.of(), 0);
        core.submit(LongStream.range(1, 5)
                .mapToObj(i -> task(i).withArguments(half, null))
                .toList());
        outbox.expect("registered a", "send a 1.0 2.0");
        core.results(id("a"), 9, List.of(result(1, 0)), 0);
        outbox.expect("completed by a 1.0", "send a 3.0");
    }

    @Test
    void whatIsSubmittedAfterTheEndOfAllFails() {
        core.failAll(Failure.of(Kind.EXECUTOR_FAILED, "no more blocks"));
        core.submit(tasks(1, 2));
        outbox.expect("completed by nobody 1.0:EXECUTOR_FAILED 2.0:EXECUTOR_FAILED");
        assertThat(core.counts()).isEqualTo(new Counts(0, 0, 0, 0));
    }

    @Test
    void managersAreToldOfCancelledTasksInTheOrderOfTheRequest() {
        int managers = 40;
        IntStream.range(0, managers).forEach(i -> register("m" + (10 + i), 1));
        core.submit(tasks(10, 9 + managers));
        outbox.take();
        core.cancel(LongStream.range(10, 10 + managers).boxed().toList(), true);
        outbox.expect(IntStream.range(10, 10 + managers)
                .mapToObj(i -> "cancel m" + i + " [" + i + "]")
                .toArray(String[]::new));
    }

    @Test
    void failAllEndsQueuedAndRunningTasks() {
        register("a", 1);
        core.submit(tasks(1, 2));
        core.failAll(Failure.of(Kind.EXECUTOR_FAILED, "no block comes up"));
        outbox.expect(
                "registered a",
                "send a 1.0",
                "cancel a [1]",
                "completed by nobody 1.0:EXECUTOR_FAILED 2.0:EXECUTOR_FAILED");
        core.failAll(Failure.of(Kind.EXECUTOR_FAILED, "again"));
        assertThat(core.counts()).isEqualTo(new Counts(0, 0, 1, 1));
    }

    @Test
    void aWideTaskTakesSeveralSlots() {
        core.register(manager("a", 4), 4, Manager.NO_END, List.of(), 0);
        core.submit(List.of(wide(1, 3), task(2), task(3)));
        outbox.expect("registered a", "send a 1.0 2.0");
        core.results(id("a"), 4, List.of(result(2, 0)), 0);
        outbox.expect("completed by a 2.0", "send a 3.0");
        core.results(id("a"), 4, List.of(result(1, 0)), 0);
        outbox.expect("completed by a 1.0");
    }

    @Test
    void aWideTaskGoesToTheManagerWithRoomForIt() {
        core.register(manager("a", 2), 2, Manager.NO_END, List.of(), 0);
        core.register(manager("b", 4), 4, Manager.NO_END, List.of(), 0);
        core.submit(List.of(wide(1, 4)));
        outbox.expect("registered a", "registered b", "send b 1.0");
    }

    @Test
    void aWideTaskIsNotOvertakenForEver() {
        core.register(manager("a", 2), 2, Manager.NO_END, List.of(), 0);
        core.submit(List.of(task(1), wide(2, 2), task(3)));
        outbox.expect("registered a", "send a 1.0");
        core.results(id("a"), 2, List.of(result(1, 0)), 0);
        outbox.expect("completed by a 1.0", "send a 2.0");
        core.results(id("a"), 2, List.of(result(2, 0)), 0);
        outbox.expect("completed by a 2.0", "send a 3.0");
    }

    @Test
    void aDemandThatNoManagerCanMeetFailsTheTaskWithASentence() {
        register("a", 2);
        core.submit(List.of(task(1, 0, new TaskDemand(3, 0, 0)), task(2)));
        outbox.expect("registered a", "send a 2.0", "completed by nobody 1.0:DEMAND");
        assertThat(outbox.failureOf(1).message())
                .isEqualTo("the task asks for TaskDemand[cores=3, memoryBytes=0, accelerators=0], which no manager "
                        + "has; manager a on node node-a, block 0 has 2 workers of WorkerShape[cores=1.0, memoryBytes="
                        + 2 * GIB + ", accelerators=0]");
    }

    @Test
    void aDemandIsNotImpossibleAsLongAsThereIsNoManager() {
        core.submit(List.of(wide(1, 64)));
        assertThat(core.counts()).isEqualTo(new Counts(1, 0, 0, 0));
        register("a", 1);
        outbox.expect("registered a", "completed by nobody 1.0:DEMAND");
    }

    @Test
    void managersOfDifferentShapesTakeDifferentNumbersOfSlots() {
        core.register(manager(id("a"), "0", 2, new WorkerShape(4, 8 * GIB, 1)), 2, Manager.NO_END, List.of(), 0);
        core.submit(List.of(task(1, 0, new TaskDemand(4, 0, 1)), task(2, 0, new TaskDemand(1, 16 * GIB, 0)), task(3)));
        outbox.expect("registered a", "send a 1.0");
        core.results(id("a"), 2, List.of(result(1, 0)), 0);
        outbox.expect("completed by a 1.0", "send a 2.0");
        core.results(id("a"), 2, List.of(result(2, 0)), 0);
        outbox.expect("completed by a 2.0", "send a 3.0");
    }

    @Test
    void argumentsAreKeptUntilTheTaskEnds() {
        register("a", 1);
        core.submit(tasks(1, 1));
        assertThat(core.argumentsOf(1)).containsExactly(1);
        core.results(id("a"), 1, List.of(result(1, 0)), 0);
        assertThat(core.argumentsOf(1)).isNull();
        outbox.expect("registered a", "send a 1.0", "completed by a 1.0");
    }

    @Test
    void aHundredThousandTasksLeaveNothingBehind() {
        core.register(manager("a", 100), 1000, Manager.NO_END, List.of(), 0);
        core.submit(tasks(0, 99_999));
        for (int first = 0; first < 100_000; first += 1000) {
            core.results(
                    id("a"),
                    1000,
                    LongStream.range(first, first + 1000)
                            .mapToObj(i -> result(i, 0))
                            .toList(),
                    0);
        }
        assertThat(outbox.take()).hasSize(1 + 2 * 100);
        assertThat(core.counts()).isEqualTo(new Counts(0, 0, 1, 100));
    }

    private void register(String name, int workers) {
        core.register(manager(name, workers), workers, Manager.NO_END, List.of(), 0);
    }

    private void loseManagersOfOneWorkerThatPrefetch(int times) {
        for (int i = 0; i < times; i++) {
            core.register(manager("m" + i, 1), 3, Manager.NO_END, List.of(), 0);
            core.blockEnded("0", "gone");
        }
    }
}
