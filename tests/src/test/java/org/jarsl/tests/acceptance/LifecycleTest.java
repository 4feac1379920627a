package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.jarsl.tests.acceptance.Waits.pidIn;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;
import static org.jarsl.tests.acceptance.Waits.untilExists;
import static org.jarsl.tests.acceptance.Waits.untilGone;
import static org.jarsl.tests.acceptance.Waits.write;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.ExitMode;
import org.jarsl.NodeSummary;
import org.jarsl.TaskCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class LifecycleTest {
    static String threadName() {
        return Thread.currentThread().getName();
    }

    static AppFuture<Integer> twiceTwice(int x) {
        App1<Integer, Integer> twice = DataFlowKernel.current().app(Numbers::twice);
        return twice.call(twice.call(x));
    }

    @Test
    void aTaskWithoutLabelMayRunOnAnyExecutor(@TempDir Path directory) {
        Config config = Configs.of(
                directory,
                "{ type = thread-pool, label = a, max-threads = 1 }, { type = thread-pool, label = b, max-threads = 1 },"
                        + " { type = thread-pool, label = c, max-threads = 1 }");
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            assertThat(threadsOf(dfk)).hasSize(3);
            assertThat(threadsOf(dfk, "a", "c")).hasSize(2);
            assertThat(threadsOf(dfk, "b")).hasSize(1);
        }
    }

    private static Set<String> threadsOf(DataFlowKernel dfk, String... labels) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            names.add(result(dfk.app(LifecycleTest::threadName).executor(labels).call()));
        }
        return names;
    }

    @Test
    void severalLiveInOneJvmEachWithItsOwnRunDirectory(@TempDir Path directory) {
        DataFlowKernel two = DataFlowKernel.load(Configs.threads(directory, 1));
        try (DataFlowKernel one = DataFlowKernel.load(Configs.threads(directory, 1));
                DataFlowKernel three = DataFlowKernel.load(Configs.threads(directory, 1))) {
            assertThat(Set.of(one.runDirectory(), two.runDirectory(), three.runDirectory()))
                    .hasSize(3);
            assertThat(two.runDirectory()).isEqualTo(directory.resolve("runinfo/000"));
            assertThat(result(
                            one.app(Numbers::twice).call(two.app(Numbers::twice).call(1))))
                    .isEqualTo(4);
            two.close();
            assertThat(result(three.app(Numbers::twice).call(1))).isEqualTo(2);
            assertThat(two.counts().done()).isEqualTo(1);
        }
    }

    @Test
    void managersAreReachedOverAeronAsOverTcp(@TempDir Path directory) {
        Config.Head head = new Config.Head("127.0.0.1", 0, "aeron-udp");
        try (DataFlowKernel dfk =
                DataFlowKernel.load(Configs.managers(directory, "").withHead(head))) {
            App1<Integer, Integer> twice = dfk.app(Numbers::twice);
            assertThat(result(twice.call(twice.call(1)))).isEqualTo(4);
        }
    }

    @Test
    void awaitAllWaitsForAllAndWhatTheyLeadTo(@TempDir Path directory) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.threads(directory, 2))) {
            dfk.awaitAll();
            List<AppFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                futures.add(dfk.join(LifecycleTest::twiceTwice).call(i));
                futures.add(dfk.app(Numbers::fail).call("x"));
            }
            dfk.awaitAll();
            assertThat(futures).allMatch(AppFuture::isDone);
            TaskCounts counts = dfk.counts();
            assertThat(counts.done()).isEqualTo(150);
            assertThat(counts.failed()).isEqualTo(50);
            assertThat(counts.total()).isEqualTo(counts.ended()).isEqualTo(200);
        }
    }

    @Test
    void countsAddUpWhileTasksWaitAndRun(@TempDir Path directory) {
        Path go = directory.resolve("go");
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.threads(directory, 1))) {
            Path started = directory.resolve("started");
            AppFuture<Integer> running = dfk.app(Blockers::startedUntilExists).call(started, go);
            AppFuture<Integer> queued = dfk.app(Numbers::twice).call(1);
            AppFuture<Integer> pending = dfk.app(Numbers::twice).call(running);
            AppFuture<Integer> cancelled = dfk.app(Numbers::twice).call(running);
            untilExists(started);
            assertThat(cancelled.cancel(true)).isTrue();
            until("counted", () -> dfk.counts().equals(new TaskCounts(2, 1, 0, 0, 1, 0)));
            write(go, "");
            assertThat(result(queued)).isEqualTo(2);
            assertThat(result(pending)).isEqualTo(2);
            dfk.awaitAll();
            assertThat(dfk.counts()).isEqualTo(new TaskCounts(0, 0, 3, 0, 1, 0));
        }
    }

    @Test
    void cleanupCancelsWhatIsUnfinishedAndLeavesNoProcess(@TempDir Path directory) {
        DataFlowKernel dfk = DataFlowKernel.load(Configs.both(directory));
        List<AppFuture<?>> unfinished = new ArrayList<>();
        List<Long> pids = new ArrayList<>();
        for (String on : List.of("threads", "htex")) {
            Path pid = directory.resolve(on + ".pid");
            Path child = directory.resolve(on + ".child");
            Path started = directory.resolve(on + ".started");
            Path never = directory.resolve("never");
            unfinished.add(dfk.bash(Commands::sleeper).executor(on).call(pid, child));
            AppFuture<Integer> running =
                    dfk.app(Blockers::startedUntilExists).executor(on).call(started, never);
            unfinished.add(running);
            unfinished.add(dfk.app(Numbers::twice).executor(on).call(1));
            unfinished.add(dfk.app(Numbers::twice).executor(on).call(running));
            unfinished.add(dfk.app(Numbers::twice).executor(on).call(org.jarsl.Arg.of(new CompletableFuture<>())));
            pids.add(pidIn(pid));
            pids.add(pidIn(child));
            untilExists(started);
        }
        dfk.nodes().stream().map(NodeSummary::pid).forEach(pids::add);
        assertThat(pids).hasSize(5);
        dfk.close();
        assertThat(unfinished).allMatch(AppFuture::isDone).allMatch(AppFuture::isCancelled);
        pids.forEach(Waits::untilGone);
        assertThat(dfk.counts().cancelled()).isEqualTo(10);
        dfk.close();
    }

    @Test
    void waitWaitsForWhatIsUnfinished(@TempDir Path directory) {
        List<AppFuture<Integer>> futures = new ArrayList<>();
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.both(directory).withExitMode(ExitMode.WAIT))) {
            for (String on : List.of("threads", "htex")) {
                for (int i = 0; i < 4; i++) {
                    AppFuture<Integer> slow =
                            dfk.app(Blockers::pause).executor(on).call(50);
                    futures.add(dfk.app(Numbers::twice).executor(on).call(slow));
                }
            }
        }
        assertThat(futures)
                .allMatch(AppFuture::isDone)
                .allSatisfy(future -> assertThat(result(future)).isEqualTo(100));
    }

    @Test
    void skipLeavesWhatIsUnfinishedAlone(@TempDir Path directory) {
        AppFuture<Integer> slow;
        Path go = directory.resolve("go");
        try (DataFlowKernel dfk =
                DataFlowKernel.load(Configs.threads(directory, 1).withExitMode(ExitMode.SKIP))) {
            slow = dfk.app(Blockers::untilExists).call(go);
        }
        assertThat(slow.isDone()).isFalse();
        write(go, "");
        assertThat(result(slow)).isEqualTo(1);
    }

    @Test
    void aCallAfterCloseIsRefusedAndResultsAreKept(@TempDir Path directory) {
        DataFlowKernel dfk = DataFlowKernel.load(Configs.both(directory));
        App1<Integer, Integer> twice = dfk.app(Numbers::twice);
        AppFuture<Integer> done = twice.executor("htex").call(1);
        assertThat(result(done)).isEqualTo(2);
        long manager = dfk.nodes().get(0).pid();
        dfk.close();
        untilGone(manager);
        assertThatIllegalStateException()
                .isThrownBy(() -> twice.call(2))
                .withMessageContainingAll("closed", dfk.runDirectory().toString());
        assertThat(result(done)).isEqualTo(2);
        assertThat(result(done.toCompletableFuture())).isEqualTo(2);
        dfk.awaitAll();
        assertThat(dfk.counts().done()).isEqualTo(1);
        dfk.close();
    }

    @Test
    void asManyTasksAsMaxTasksMakeTheCallerWait(@TempDir Path directory) throws InterruptedException {
        Path go = directory.resolve("go");
        try (DataFlowKernel dfk =
                DataFlowKernel.load(Configs.threads(directory, 1).withMaxTasks(2))) {
            AppFuture<Integer> first = dfk.app(Blockers::untilExists).call(go);
            AppFuture<Integer> second = dfk.app(Numbers::twice).call(1);
            CompletableFuture<AppFuture<Integer>> third = new CompletableFuture<>();
            Thread caller =
                    new Thread(() -> third.complete(dfk.app(Numbers::twice).call(3)), "caller");
            caller.start();
            until("the caller waits", () -> caller.getState() == Thread.State.TIMED_WAITING);
            until("both tasks are counted", () -> dfk.counts().total() == 2);
            assertThat(third).isNotDone();
            write(go, "");
            caller.join(Waits.SECONDS * 1000L);
            assertThat(caller.isAlive()).isFalse();
            assertThat(result(result(third))).isEqualTo(6);
            assertThat(result(first)).isEqualTo(1);
            assertThat(result(second)).isEqualTo(2);
        }
    }

    @Test
    void joinAppsAndCallbacksNeverWaitForRoom(@TempDir Path directory) {
        try (DataFlowKernel dfk =
                DataFlowKernel.load(Configs.threads(directory, 1).withMaxTasks(1))) {
            AppFuture<Integer> join = dfk.join(LifecycleTest::twiceTwice).call(1);
            assertThat(result(join)).isEqualTo(4);
            Path go = directory.resolve("go");
            AppFuture<Integer> one = dfk.app(Blockers::untilExists).call(go);
            // Chained before it is done: else they would run here, on a thread that may have to wait for room.
            CompletableFuture<Integer> chained = one.toCompletableFuture()
                    .thenCompose(x -> twiceTwice(x).toCompletableFuture())
                    .thenCompose(x -> twiceTwice(x).toCompletableFuture());
            write(go, "");
            AppFuture<Integer> two = dfk.app(Numbers::twice).call(1);
            assertThat(result(chained)).isEqualTo(16);
            assertThat(result(two)).isEqualTo(2);
        }
    }

    @Test
    void aCallerThatWaitsForRoomIsReleasedByClose(@TempDir Path directory) {
        for (int i = 0; i < 20; i++) {
            DataFlowKernel dfk =
                    DataFlowKernel.load(Configs.threads(directory, 1).withMaxTasks(1));
            dfk.app(Blockers::untilExists).call(directory.resolve("never"));
            CompletableFuture<AppFuture<Integer>> called = new CompletableFuture<>();
            Thread caller = new Thread(
                    () -> called.completeAsync(() -> dfk.app(Numbers::twice).call(3), Runnable::run));
            caller.start();
            until("the caller waits", () -> caller.getState() == Thread.State.TIMED_WAITING);
            dfk.close();
            until("the caller is released", called::isDone);
            if (called.isCompletedExceptionally()) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(called::get)
                        .withCauseInstanceOf(IllegalStateException.class)
                        .withMessageContaining("closed");
            } else {
                // It was let in at the last moment: then its future must end like that of any unfinished task.
                AppFuture<Integer> late = result(called);
                until("the late task has ended", late::isDone);
            }
        }
    }
}
