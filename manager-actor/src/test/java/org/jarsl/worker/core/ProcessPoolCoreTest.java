package org.jarsl.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessPoolCoreTest {
    private static final Death EXIT = Death.of(3, "", 0, "");
    private static final Death KILLED = Death.of(137, "", 0, "");

    private final SimulatedWorkers world = new SimulatedWorkers(2);

    @Test
    void tasksWaitUntilAWorkerIsUp() {
        world.run(1, 1);
        assertThat(world.jvm(0).sent).isEmpty();
        world.up(1);
        world.end(1);
        assertThat(world.answers).isEqualTo(Map.of(1L, "result"));
    }

    @Test
    void onlyTheTaskThatAWorkerWasAtPaysForItsDeath() {
        world.up(0);
        world.run(1, 1);
        world.run(2, 1);
        world.run(3, 1);
        world.die(0, KILLED);
        assertThat(world.answers).isEqualTo(Map.of(1L, "WORKER_LOST"));
        assertThat(world.messages.get(1L)).contains("worker 0", "signal KILL", "app `app`");
        world.up(1);
        world.end(1);
        world.end(1);
        assertThat(world.answers.keySet()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aTaskThatExitsItsJvmFailsForGood() {
        world.up(0);
        world.run(1, 1);
        world.die(0, EXIT);
        assertThat(world.answers).isEqualTo(Map.of(1L, "EXCEPTION"));
        assertThat(world.messages.get(1L)).contains("app `app` called System.exit", "exit code 3");
        assertThat(world.starts).as("replaced at once").containsExactly(0, 1, 0);
    }

    @Test
    void aTaskThatWaitsIsGivenBackByCancel() {
        world.run(1, 1);
        assertThat(world.cancel(1, false)).isTrue();
        world.up(0);
        assertThat(world.jvm(0).sent).isEmpty();
        assertThat(world.cancel(1, false)).isFalse();
    }

    @Test
    void aTaskHandedAheadIsReportedWhenItsWorkerGivesItBack() {
        world.up(0);
        world.run(1, 1);
        world.run(2, 1);
        assertThat(world.cancel(2, false)).as("not known yet").isFalse();
        world.hear();
        assertThat(world.answers).isEqualTo(Map.of(2L, "CANCELLED"));
        assertThat(world.cancel(1, false)).isFalse();
        world.end(0);
        assertThat(world.answers.get(1L)).as("it had begun").isEqualTo("result");
    }

    @Test
    void aCancelledTaskThatDoesNotEndIsKilledAndNotAnswered() {
        world.up(0);
        world.run(1, 1);
        assertThat(world.cancel(1, true)).isTrue();
        world.tick(SimulatedWorkers.STOP_MILLIS - 1);
        assertThat(world.jvm(0).told).isFalse();
        world.tick(1);
        assertThat(world.jvm(0).told).isTrue();
        world.die(0, KILLED);
        assertThat(world.answers).isEmpty();
    }

    @Test
    void aTaskFarOverItsWalltimeIsKilledAndFails() {
        world.up(0);
        world.core.run(SimulatedWorkers.task(1, 500, 0), SimulatedWorkers.APP, 1);
        world.tick(SimulatedWorkers.STOP_MILLIS + 500);
        assertThat(world.jvm(0).told).isFalse();
        world.tick(SimulatedWorkers.STOP_MILLIS + 501);
        world.die(0, KILLED);
        assertThat(world.answers).isEqualTo(Map.of(1L, "WALLTIME"));
        assertThat(world.messages.get(1L)).contains("500 ms", "killed");
    }

    @Test
    void aTaskOverItsMemoryFailsWithBothNumbers() {
        world.up(0);
        world.core.run(SimulatedWorkers.task(1, 0, 100 << 20), SimulatedWorkers.APP, 1);
        world.core.overMemory(0, world.running(0), 123 << 20);
        assertThat(world.jvm(0).told).isTrue();
        world.die(0, KILLED);
        assertThat(world.answers).isEqualTo(Map.of(1L, "EXCEPTION"));
        assertThat(world.messages.get(1L)).contains("123 MiB", "100 MiB");
    }

    @Test
    void aResultThatCameBeforeTheKillCounts() {
        world.up(0);
        world.core.run(SimulatedWorkers.task(1, 0, 100 << 20), SimulatedWorkers.APP, 1);
        world.core.overMemory(0, world.running(0), 123 << 20);
        world.end(0);
        world.die(0, KILLED);
        assertThat(world.answers).isEqualTo(Map.of(1L, "result"));
    }

    @Test
    void whatWaitsBehindALongTaskIsTakenBackWhenAWorkerIsFree() {
        world.up(0);
        for (int id = 1; id <= 5; id++) {
            world.run(id, 1);
        }
        world.up(1);
        world.tick(50);
        world.tick(50);
        world.hear();
        assertThat(world.jvm(0).sent).hasSize(1);
        assertThat(world.jvm(1).sent).hasSize(4);
    }

    @Test
    void aTaskOfTwoSlotsStartsWhenBothAreFreeAndKeepsBoth() {
        world.up(0);
        world.up(1);
        world.run(1, 1);
        world.run(2, 2);
        world.run(3, 1);
        assertThat(world.jvm(1).sent).isEmpty();
        world.end(0);
        assertThat(world.jvm(0).sent.size() + world.jvm(1).sent.size()).isEqualTo(1);
        world.end(0);
        world.end(1);
        assertThat(world.answers.get(2L)).isEqualTo("result");
        assertThat(world.jvm(0).sent.size() + world.jvm(1).sent.size()).isEqualTo(1);
    }

    @Test
    void aWorkerThatRetiresEndsWhatItIsAtAndGetsNothingMore() {
        world.up(0);
        world.run(1, 1);
        world.run(2, 1);
        world.core.retire(0);
        world.hear();
        world.run(3, 1);
        assertThat(world.jvm(0).told).isFalse();
        world.end(0);
        assertThat(world.jvm(0).told).isTrue();
        world.die(0, KILLED);
        world.up(0);
        world.end(0);
        world.end(0);
        assertThat(world.answers.keySet()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aWorkerThatDiesIdleIsStartedEverMoreSeldomAndAtLastGivenUp() {
        Death wrong = Death.of(1, "Unrecognized VM option", 0, "");
        long[] pauses = {100, 200, 400, 800, 1600, 2000, 2000, 2000, 2000};
        for (long pause : pauses) {
            world.die(0, wrong);
            int before = world.starts.size();
            world.tick(pause - 1);
            assertThat(world.starts).hasSize(before);
            world.tick(1);
            assertThat(world.starts).hasSize(before + 1);
        }
        assertThat(world.broken).isEmpty();
        world.die(0, wrong);
        assertThat(world.broken).singleElement().asString().contains("worker 0", "10 times", "Unrecognized VM option");
        int starts = world.starts.size();
        world.die(1, wrong);
        world.tick(60_000);
        assertThat(world.starts).as("what is started once it is given up").hasSize(starts);
    }

    @Test
    void aResultEndsTheCountOfIdleDeaths() {
        for (int i = 0; i < 30; i++) {
            world.up(0);
            if (i % 5 == 4) {
                world.run(i, 1);
                world.end(0);
            }
            world.die(0, KILLED);
            world.tick(2000);
        }
        assertThat(world.broken).isEmpty();
    }
}
