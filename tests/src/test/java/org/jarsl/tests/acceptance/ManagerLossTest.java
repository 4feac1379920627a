package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.DataFlowKernel;
import org.jarsl.ExecutorFailedException;
import org.jarsl.ManagerLostException;
import org.jarsl.NodeSummary;
import org.jarsl.RemoteException;
import org.jarsl.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class ManagerLossTest {
    static int slowTwice(int x) throws InterruptedException {
        Thread.sleep(5);
        return 2 * x;
    }

    static long sum(List<Integer> numbers) {
        return Numbers.sum(numbers);
    }

    private static List<NodeSummary> up(DataFlowKernel dfk) {
        return dfk.nodes().stream().filter(NodeSummary::up).toList();
    }

    private static void kill(long pid) {
        assertThat(ProcessHandle.of(pid))
                .hasValueSatisfying(
                        process -> assertThat(process.destroyForcibly()).isTrue());
    }

    /** Runs tasks, kills a manager after {@code done} of them, and expects every result. */
    private static void killAmong(DataFlowKernel dfk, int tasks, int done) {
        AtomicInteger ended = new AtomicInteger();
        dfk.addListener(event -> ended.addAndGet(event.state() == TaskState.EXEC_DONE ? 1 : 0));
        List<AppFuture<Integer>> parts = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            parts.add(dfk.app(ManagerLossTest::slowTwice).call(i));
        }
        AppFuture<Long> sum = dfk.app(ManagerLossTest::sum).call(Arg.all(parts));
        until(done + " tasks have ended", () -> ended.get() >= done);
        kill(up(dfk).get(0).pid());
        for (int i = 0; i < tasks; i++) {
            assertThat(result(parts.get(i))).isEqualTo(2 * i);
        }
        assertThat(result(sum)).isEqualTo((long) tasks * (tasks - 1));
        until("every end was told", () -> ended.get() == tasks + 1);
    }

    @Test
    void killingOneOfTwoManagersChangesNoResult(@TempDir Path directory) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, "provider { init-blocks = 2 }"))) {
            until("two managers are up", () -> up(dfk).size() == 2);
            killAmong(dfk, 2_000, 200);
            until("the block was replaced", () -> up(dfk).size() == 2);
            assertThat(dfk.nodes()).hasSize(3);
        }
    }

    @Test
    void killingTheOnlyManagerChangesNoResult(@TempDir Path directory) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, ""))) {
            killAmong(dfk, 500, 50);
            assertThat(dfk.nodes()).hasSize(2);
            assertThat(up(dfk)).hasSize(1);
        }
    }

    @Test
    void aTaskThatKillsItsManagersFailsAndOthersDoNot(@TempDir Path directory) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, "max-losses = 2"))) {
            List<AppFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                others.add(dfk.app(Numbers::twice).call(i));
            }
            others.forEach(Waits::result);
            AppFuture<Integer> killer = dfk.app(Faults::halt).retries(5).call(directory.resolve("mark"));
            ManagerLostException failure = failure(killer, ManagerLostException.class);
            assertThat(failure).hasMessageContainingAll("halt", "manager", "2", "exit code 7");
            for (int i = 0; i < 20; i++) {
                assertThat(result(dfk.app(Numbers::twice).call(i))).isEqualTo(2 * i);
            }
        }
    }

    @Test
    void aTaskThatCallsSystemExitFailsAtOnceAndSaysSo(@TempDir Path directory) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, ""))) {
            AppFuture<Integer> killer = dfk.app(Faults::exit).call(3);
            RemoteException failure = failure(killer, RemoteException.class);
            assertThat(failure).hasMessageContainingAll("app `exit` called System.exit", "manager");
            assertThat(result(dfk.app(Numbers::twice).call(4))).isEqualTo(8);
        }
    }

    @Test
    void aTaskThatKillsItsManagerTakesNoInnocentOnesWithIt(@TempDir Path directory) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, ""))) {
            AppFuture<Integer> killer = dfk.app(Faults::halt).call(directory.resolve("mark"));
            List<AppFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                others.add(dfk.app(Numbers::twice).call(i));
            }
            assertThat(failure(killer)).isInstanceOf(ManagerLostException.class);
            for (int i = 0; i < 200; i++) {
                assertThat(result(others.get(i))).isEqualTo(2 * i);
            }
        }
    }

    @Test
    void blocksThatNeverStartFailTheirTasksWithTheReason(@TempDir Path directory) {
        String broken = "provider { worker-init = \"echo boom >&2; exit 3\", max-failures = 2 }";
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, broken))) {
            AppFuture<Integer> first = dfk.app(Numbers::twice).call(1);
            AppFuture<Integer> dependent = dfk.app(Numbers::twice).call(first);
            ExecutorFailedException failure = failure(first, ExecutorFailedException.class);
            assertThat(failure).hasMessageContainingAll("htex", "block 1", "exit code 3", "boom");
            assertThat(failure(dependent)).hasMessageContaining("boom");
            assertThat(failure(dfk.app(Numbers::twice).call(2), ExecutorFailedException.class))
                    .hasMessageContaining("boom");
            until("all are counted", () -> dfk.counts().failed() == 3);
        }
    }

    @Test
    void anExecutorThatFailedLeavesTheOthersAlone(@TempDir Path directory) {
        String broken = Configs.manager("broken", 1, "manager-jvm-options = [\"-XX:NoSuchOption\"]");
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.of(directory, broken + ", { type = thread-pool }"))) {
            assertThat(failure(dfk.app(Numbers::twice).executor("broken").call(1), ExecutorFailedException.class))
                    .hasMessageContainingAll("broken", "NoSuchOption");
            assertThat(result(dfk.app(Numbers::twice).executor("threads").call(1)))
                    .isEqualTo(2);
        }
    }
}
