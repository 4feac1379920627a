package org.jarsl.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jarsl.testkit.Waits.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jarsl.AppException;
import org.jarsl.AppFuture;
import org.jarsl.NodeSummary;
import org.jarsl.WalltimeException;
import org.jarsl.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a cluster is made, what its tasks do, and what it says when something is wrong. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedClusterTest {
    static int same(int number) {
        return number;
    }

    static int other(int number) {
        return number;
    }

    static int broken(int number) {
        return Integer.parseInt("number " + number);
    }

    static String exit(int code) {
        return "exit " + code;
    }

    @Test
    void whatAFunctionThrowsNamesTheNode() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().start()) {
            AppFuture<Integer> future =
                    cluster.dfk().app(SimulatedClusterTest::broken).call(7);
            assertThatThrownBy(future::join)
                    .isInstanceOf(AppException.class)
                    .hasMessageContaining("number 7")
                    .hasMessageContaining("node node-0");
        }
    }

    @Test
    void shellCommandsRunForReal() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().start()) {
            AppFuture<Integer> future =
                    cluster.dfk().bash(SimulatedClusterTest::exit).call(3);
            assertThatThrownBy(future::join).isInstanceOf(AppException.class).hasMessageContaining("3");
        }
    }

    @Test
    void aPretendedDurationIsThatOfTheApp() {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                .workersPerNode(2)
                .pretend(app -> app.equals("same") ? Duration.ofHours(1) : Duration.ZERO)
                .start()) {
            AppFuture<Integer> endless =
                    cluster.dfk().app(SimulatedClusterTest::same).call(1);
            assertThat(cluster.dfk().app(SimulatedClusterTest::other).call(2).join())
                    .isEqualTo(2);
            assertThat(endless.isDone()).isFalse();
            endless.cancel(true);
            until("the worker is free again", () -> cluster.node(0).running() == 0);
        }
    }

    @Test
    void aPretendedDurationIsTimeInWhichTheWorkerIsBusy() {
        try (SimulatedCluster cluster =
                SimulatedCluster.builder().pretend(Duration.ofMillis(100)).start()) {
            cluster.dfk().app(SimulatedClusterTest::same).call(1).join();
            assertThat(cluster.dfk().nodes())
                    .first()
                    .extracting(NodeSummary::busyMillis)
                    .satisfies(busy -> assertThat(busy).isGreaterThanOrEqualTo(100L));
        }
    }

    @Test
    void aTaskPretendsNoLongerThanItsWalltime() {
        try (SimulatedCluster cluster =
                SimulatedCluster.builder().pretend(Duration.ofHours(1)).start()) {
            AppFuture<Integer> future = cluster.dfk()
                    .app(SimulatedClusterTest::same)
                    .walltime(Duration.ofMillis(100))
                    .call(1);
            assertThatThrownBy(future::join).isInstanceOf(WalltimeException.class);
        }
    }

    @Test
    void workersAreNotThreads() {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                .nodes(2)
                .workersPerNode(1000)
                .pretend(Duration.ofHours(1))
                .start()) {
            var same = cluster.dfk().app(SimulatedClusterTest::same);
            IntStream.range(0, 2000).forEach(same::call);
            until(
                    "all workers are busy",
                    () -> cluster.node(0).running() == 1000 && cluster.node(1).running() == 1000);
            assertThat(Thread.activeCount()).isLessThan(1000);
        }
    }

    @Test
    void whatIsScheduledHappens() {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                .schedule(Duration.ofMillis(50), it -> it.node(0).kill())
                .start()) {
            cluster.node(0).awaitEnd();
        }
    }

    @Test
    void whatIsScheduledAndFailsFailsTheTest() {
        SimulatedCluster cluster = SimulatedCluster.builder()
                .schedule(Duration.ZERO, it -> it.node(5).kill())
                .start();
        cluster.dfk().app(SimulatedClusterTest::same).call(1).join();
        assertThatThrownBy(cluster::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("there is no node 5; there are 1, counted from 0");
    }

    @Test
    void theInterchangeMayBeAProcess() {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                .nodes(2)
                .config("jarsl.executors = [{ type = high-throughput, interchange.mode = process }]")
                .start()) {
            var same = cluster.dfk().app(SimulatedClusterTest::same);
            List<AppFuture<Integer>> futures =
                    IntStream.range(0, 20).mapToObj(same::call).toList();
            assertThat(futures).map(AppFuture::join).hasSize(20);
        }
    }

    @Test
    void theRunDirectoryStaysWhereItIsNamed(@TempDir Path directory) {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                .config("jarsl.run-directory = \"" + directory + "\"")
                .start()) {
            assertThat(cluster.dfk().runDirectory()).hasParent(directory);
        }
        assertThat(directory.resolve("000/jarsl.log")).exists();
    }

    @Test
    void wrongSettingsAreRefused() {
        SimulatedCluster.Builder builder = SimulatedCluster.builder();
        assertThatThrownBy(() -> builder.workersPerNode(0)).hasMessage("workersPerNode must be at least 1, not 0");
        assertThatThrownBy(() -> builder.config("jarsl.retrys = 1").start())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("retrys");
        assertThatThrownBy(() -> builder.config("jarsl.executors = [{ type = thread-pool }]")
                        .start())
                .hasMessageContaining("one high-throughput executor, but jarsl.executors has 0");
    }

    @Test
    void commandsAtTheWrongTimeAreRefused() {
        SimulatedCluster cluster = SimulatedCluster.builder().start();
        SimulatedNode running = cluster.node(0);
        assertThatThrownBy(running::start).hasMessageContaining("node-0 runs already");
        assertThatThrownBy(() -> running.walltime(Duration.ofMinutes(1)))
                .hasMessageContaining("set it before the start");
        assertThatThrownBy(() -> cluster.addNode().kill()).hasMessage("node-1 has not been started");
        cluster.close();
        assertThatThrownBy(() -> cluster.node(1).start()).hasMessageContaining("is the DataFlowKernel closed?");
    }
}
