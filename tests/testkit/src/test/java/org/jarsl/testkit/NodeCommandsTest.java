package org.jarsl.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.testkit.Waits.until;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jarsl.App0;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a test can do to a node, and what becomes of its tasks. None may be tried again: losses cost a task nothing. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodeCommandsTest {
    /** As long as no test waits for it. */
    private static final String PATIENT = "jarsl.executor-defaults.high-throughput.heartbeat-threshold = 60s";

    private static final AtomicInteger RUNS = new AtomicInteger();

    /** Takes so long that one that is killed has most likely begun. */
    static int counted(int number) {
        RUNS.incrementAndGet();
        LockSupport.parkNanos(50_000_000);
        return number;
    }

    @BeforeEach
    void reset() {
        Held.reset();
        RUNS.set(0);
    }

    private static SimulatedCluster.Builder nodes(int count) {
        return SimulatedCluster.builder().nodes(count);
    }

    private static AppFuture<Integer> held(SimulatedCluster cluster) {
        App0<Integer> held = cluster.dfk().app(Held::run);
        return held.call();
    }

    /** A worker has the task; its function may not have begun. */
    private static void untilBusy(SimulatedNode node) {
        until(node + " has a task", () -> node.running() == 1);
    }

    /** So many runs have begun, the last on this node. */
    private static void untilRunning(SimulatedNode node, int runs) {
        until("run " + (runs - 1) + " has begun on " + node, () -> node.running() == 1 && Held.runs() == runs);
    }

    @Test
    void aNodeThatJoinsLateRunsWhatWaits() {
        try (SimulatedCluster cluster = nodes(0).start()) {
            AppFuture<Integer> future = held(cluster);
            Held.letGo(0);
            SimulatedNode late = cluster.addNode();
            late.start();
            assertThat(future.join()).isZero();
            assertThat(late.ended()).isOne();
        }
    }

    @Test
    void tasksOfAKilledNodeRunElsewhere() {
        try (SimulatedCluster cluster = nodes(1).start()) {
            AppFuture<Integer> future = held(cluster);
            untilRunning(cluster.node(0), 1);
            cluster.node(0).kill();
            cluster.addNode().start();
            Held.letGo(1);
            assertThat(future.join()).isOne();
            assertThat(cluster.node(0).ended()).isZero();
            assertThat(cluster.node(0).isUp()).isFalse();
            assertThat(cluster.node(1).ended()).isOne();
        }
    }

    @Test
    void aDeadNodeCanBeStartedAgainAndReplacesItsFormerLife() {
        try (SimulatedCluster cluster = nodes(1).config(PATIENT).start()) {
            AppFuture<Integer> future = held(cluster);
            untilRunning(cluster.node(0), 1);
            cluster.node(0).kill();
            cluster.node(0).start();
            Held.letGo(1);
            assertThat(future.join()).isOne();
            assertThat(cluster.node(0).isUp()).isTrue();
        }
    }

    @Test
    void aNodeThatHangsForTooLongIsGivenUpAndEndsWhenItWakes() {
        try (SimulatedCluster cluster = nodes(1).start()) {
            AppFuture<Integer> future = held(cluster);
            untilRunning(cluster.node(0), 1);
            cluster.node(0).hang();
            cluster.addNode().start();
            untilRunning(cluster.node(1), 2);
            cluster.node(0).thaw();
            cluster.node(0).awaitEnd();
            Held.letGo(1);
            assertThat(future.join()).isOne();
        }
    }

    @Test
    void aNodeThatHangsForAWhileGoesOn() {
        try (SimulatedCluster cluster = nodes(1).config(PATIENT).start()) {
            cluster.node(0).hang(Duration.ofMillis(300));
            AppFuture<Integer> future = held(cluster);
            Held.letGo(0);
            assertThat(future.join()).isZero();
            assertThat(cluster.node(0).isUp()).isTrue();
        }
    }

    @Test
    void nothingBeginsOnANodeThatHangs() {
        try (SimulatedCluster cluster =
                nodes(1).pretend(Duration.ofMillis(200)).config(PATIENT).start()) {
            AppFuture<Integer> future = held(cluster);
            untilBusy(cluster.node(0));
            cluster.node(0).hang();
            cluster.addNode().start();
            AppFuture<Integer> other = held(cluster);
            Held.letGo(0);
            assertThat(other.join())
                    .as("the first run is that of the second call")
                    .isZero();
            Held.letGo(1);
            cluster.node(0).thaw();
            assertThat(future.join()).isOne();
        }
    }

    @Test
    void aNodeThatWasCutOffForTooLongIsNotBelievedWhenItComesBack() {
        try (SimulatedCluster cluster = nodes(1).start()) {
            AppFuture<Integer> future = held(cluster);
            untilRunning(cluster.node(0), 1);
            cluster.node(0).cut();
            cluster.addNode().start();
            untilRunning(cluster.node(1), 2);
            Held.letGo(0);
            until("the run on the lost node has ended", () -> cluster.node(0).ended() == 1);
            cluster.node(0).heal();
            cluster.node(0).awaitEnd();
            assertThat(future.isDone()).isFalse();
            Held.letGo(1);
            assertThat(future.join()).isOne();
        }
    }

    @Test
    void nothingIsLostWhenTheNetworkIsAwayForAWhile() {
        try (SimulatedCluster cluster = nodes(1).config(PATIENT).start()) {
            AppFuture<Integer> before = held(cluster);
            untilRunning(cluster.node(0), 1);
            cluster.node(0).cut();
            Held.letGo(0);
            until("the run has ended", () -> cluster.node(0).ended() == 1);
            AppFuture<Integer> after = held(cluster);
            Held.letGo(1);
            assertThat(before.isDone()).isFalse();
            cluster.node(0).heal();
            assertThat(List.of(before.join(), after.join())).containsExactly(0, 1);
            assertThat(cluster.node(0).isUp()).isTrue();
        }
    }

    @Test
    void aNodeThatLeavesEndsWhatRunsAndGivesBackTheRest() {
        try (SimulatedCluster cluster = nodes(1).config(PATIENT).start()) {
            AppFuture<Integer> running = held(cluster);
            untilRunning(cluster.node(0), 1);
            AppFuture<Integer> waiting = held(cluster);
            cluster.node(0).leave();
            cluster.addNode().start();
            untilRunning(cluster.node(1), 2);
            Held.letGo(0);
            cluster.node(0).awaitEnd();
            Held.letGo(1);
            assertThat(List.of(running.join(), waiting.join())).containsExactly(0, 1);
            assertThat(cluster.node(0).ended()).isOne();
            assertThat(cluster.node(1).ended()).isOne();
        }
    }

    @Test
    void aNodeNearItsWalltimeDrainsSoThatNothingIsRunTwice() {
        try (SimulatedCluster cluster = nodes(1).config(PATIENT).start()) {
            SimulatedNode brief = cluster.addNode().walltime(Duration.ofSeconds(3));
            brief.start();
            brief.awaitUp();
            App1<Integer, Integer> counted = cluster.dfk().app(NodeCommandsTest::counted);
            List<AppFuture<Integer>> futures = new ArrayList<>();
            while (brief.isUp()) {
                futures.add(counted.call(futures.size()));
                futures.get(Math.max(0, futures.size() - 5)).join();
            }
            futures.forEach(AppFuture::join);
            assertThat(brief.ended()).isPositive();
            assertThat(RUNS.get()).isEqualTo(futures.size());
        }
    }

    @Test
    void theEndOfItsWalltimeTakesANodeAwayFromWhatItRuns() {
        try (SimulatedCluster cluster = nodes(0).start()) {
            SimulatedNode brief = cluster.addNode().walltime(Duration.ofSeconds(2));
            brief.start();
            AppFuture<Integer> future = held(cluster);
            untilRunning(brief, 1);
            brief.awaitEnd();
            cluster.addNode().start();
            Held.letGo(1);
            assertThat(future.join()).isOne();
        }
    }
}
