package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.pidIn;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;
import static org.jarsl.tests.acceptance.Waits.untilExists;
import static org.jarsl.tests.acceptance.Waits.untilGone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;
import org.jarsl.ExecutorFailedException;
import org.jarsl.NodeSummary;
import org.jarsl.RemoteException;
import org.jarsl.Resources;
import org.jarsl.WalltimeException;
import org.jarsl.WorkerLostException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are processes: what a task does to its JVM costs its own attempt, and nobody else anything. */
@Timeout(600)
class ProcessIsolationTest {
    private static final String PROCESSES = "isolation = process, max-losses = 2, accelerators = [gpu0, gpu1]"
            + ", worker-jvm-options = [\"-XX:+UseSerialGC\", \"-Xmx64m\"]\n";

    private static DataFlowKernel dfk;

    @TempDir
    Path directory;

    @BeforeAll
    static void load(@TempDir Path runs) {
        dfk = DataFlowKernel.load(Configs.managers(runs, PROCESSES));
    }

    @AfterAll
    static void close() {
        dfk.close();
    }

    @AfterEach
    void theManagerIsTheSameAndAllItsWorkersWork() {
        assertThat(dfk.nodes()).hasSize(1);
        until("both workers run tasks", () -> pids(8).size() == 2);
    }

    private static long manager() {
        return dfk.nodes().get(0).pid();
    }

    /** Of the workers that run so many tasks. */
    private static Set<Long> pids(int tasks) {
        List<AppFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            all.add(dfk.app(Misdeeds::pid).call(i));
        }
        Set<Long> pids = new HashSet<>();
        all.forEach(pid -> pids.add(result(pid)));
        return pids;
    }

    @Test
    void aWorkerIsAProcessThatRunsTaskAfterTask() {
        until("both workers run tasks", () -> pids(8).size() == 2);
        Set<Long> pids = pids(200);
        assertThat(pids).hasSize(2).doesNotContain(manager());
        assertThat(pids(200)).isEqualTo(pids);
    }

    @Test
    void aTaskThatExitsFailsAndEndsOnlyItsWorker() {
        RemoteException failure = failure(dfk.app(Faults::exit).call(3), RemoteException.class);
        assertThat(failure).hasMessageContainingAll("app `exit` called System.exit", "exit code 3", "worker", "node");
    }

    @Test
    void aTaskThatHaltsFailsWithTheLastWordsOfItsWorker() {
        RemoteException failure = failure(dfk.app(Misdeeds::halt).call(7), RemoteException.class);
        assertThat(failure).hasMessageContainingAll("Runtime.halt", "exit code 7", "about to halt");
    }

    @Test
    void aCrashIsALossThatNamesItsSignal() {
        WorkerLostException failure = failure(dfk.app(Misdeeds::crash).call(1), WorkerLostException.class);
        assertThat(failure)
                .hasMessageContainingAll("signal SEGV", "app `crash`", "worker", "manager", "2 managers or workers");
    }

    @Test
    void aTaskThatKillsItsWorkerIsALossThatNamesTheSignal() {
        assertThat(failure(dfk.app(Misdeeds::signal).call("KILL"), WorkerLostException.class))
                .hasMessageContainingAll("signal KILL", "app `signal`");
        assertThat(failure(dfk.app(Misdeeds::signal).call("SEGV"), WorkerLostException.class))
                .hasMessageContainingAll("signal SEGV");
    }

    @Test
    void memoryThatRunsOutIsALossThatNamesTheHeap() {
        WorkerLostException failure = failure(dfk.app(Misdeeds::exhaust).call(1), WorkerLostException.class);
        assertThat(failure).hasMessageContainingAll("ran out of memory", "MiB", "Java heap space");
    }

    @Test
    void aTaskThatIgnoresItsWalltimeIsKilled() {
        Path pid = directory.resolve("pid");
        AppFuture<Integer> spinning =
                dfk.app(Misdeeds::spin).walltime(Duration.ofMillis(200)).call(pid);
        assertThat(failure(spinning, WalltimeException.class)).hasMessageContaining("ignored the interrupt");
        untilGone(pidIn(pid));
    }

    @Test
    void aCancelledTaskThatDoesNotEndIsKilled() {
        Path pid = directory.resolve("pid");
        AppFuture<Integer> spinning = dfk.app(Misdeeds::spin).call(pid);
        long worker = pidIn(pid);
        spinning.cancel(true);
        untilGone(worker);
    }

    @Test
    void aCancelledTaskThatEndsKeepsItsWorker() {
        Path started = directory.resolve("started");
        Set<Long> before = pids(50);
        AppFuture<Integer> waiting = dfk.app(Blockers::untilInterrupted).call(started, directory.resolve("stopped"));
        untilExists(started);
        waiting.cancel(true);
        untilExists(directory.resolve("stopped"));
        assertThat(before).containsAll(pids(50));
    }

    @Test
    void tasksHandedAheadToAWorkerThatDiesRunElsewhere() {
        pids(500); // short tasks, of which many are handed ahead
        List<AppFuture<Integer>> others = new ArrayList<>();
        AppFuture<Integer> killer = dfk.app(Misdeeds::halt).call(1);
        for (int i = 0; i < 300; i++) {
            others.add(dfk.app(Numbers::twice).call(i));
        }
        failure(killer, RemoteException.class);
        for (int i = 0; i < 300; i++) {
            assertThat(result(others.get(i))).isEqualTo(2 * i);
        }
    }

    @Test
    void noTaskWaitsForALongOneWhileAWorkerIsFree() {
        pids(500); // short tasks, of which many are handed ahead
        Path file = directory.resolve("go");
        AppFuture<Integer> blocker = dfk.app(Blockers::untilExists).call(file);
        pids(300);
        assertThat(blocker.isDone()).isFalse();
        result(dfk.app(Blockers::touch).call(file));
        result(blocker);
    }

    @Test
    void threadsThatAreLeftBehindEndWithTheirWorker() {
        int many = 100 + 2 * Runtime.getRuntime().availableProcessors();
        untilGone(result(dfk.app(Misdeeds::leakThreads).call(many)));
        long few = result(dfk.app(Misdeeds::leakThreads).call(3));
        assertThat(pids(50)).contains(few);
    }

    @Test
    void aTaskThatUsesMoreMemoryThanItDeclaredIsKilled() {
        AppFuture<Integer> greedy = dfk.app(Misdeeds::outside)
                .resources(Resources.DEFAULT.memory(200L << 20))
                .call(300);
        RemoteException failure = failure(greedy, RemoteException.class);
        assertThat(failure).hasMessageContainingAll("app `outside` used ", " MiB", "the 200 MiB it asked for");
    }

    @Test
    void theWorkersAcceleratorIsInItsEnvironment() {
        assertThat(result(dfk.app(Misdeeds::variable).call("CUDA_VISIBLE_DEVICES")))
                .isIn("gpu0 gpu0", "gpu1 gpu1");
        String both = result(dfk.app(Misdeeds::variable)
                .resources(Resources.DEFAULT.accelerators(2))
                .call("CUDA_VISIBLE_DEVICES"));
        assertThat(both).endsWith(" gpu0,gpu1");
    }

    @Test
    void largeValuesAndStandardStreamsDoNotDisturb() {
        byte[] value = Faults.bytes(5_000_000);
        assertThat(result(dfk.app(Faults::hash).call(value))).isEqualTo(java.util.Arrays.hashCode(value));
        assertThat(result(dfk.app(Faults::bytes).call(5_000_000))).isEqualTo(value);
        assertThat(result(dfk.app(Misdeeds::chatter).call(1000))).isEqualTo(-1);
    }

    @Test
    void shellCommandsEndWithTheirWorker() {
        Path pid = directory.resolve("pid");
        Path child = directory.resolve("child");
        AppFuture<Integer> sleeping = dfk.bash(Commands::sleeper).call(pid, child);
        long shell = pidIn(pid);
        long worker = ProcessHandle.of(shell)
                .flatMap(ProcessHandle::parent)
                .flatMap(ProcessHandle::parent)
                .orElseThrow()
                .pid();
        assertThat(worker).isNotEqualTo(manager());
        ProcessHandle.of(worker).orElseThrow().destroyForcibly();
        untilGone(worker);
        untilGone(shell);
        until("the command runs again", () -> pidIn(pid) != shell);
        sleeping.cancel(true);
        untilGone(pidIn(child));
    }

    @Test
    void workersAndTheirCommandsEndWithAKilledManager() {
        try (DataFlowKernel own = DataFlowKernel.load(Configs.managers(directory, "isolation = process"))) {
            Path pid = directory.resolve("pid");
            Path child = directory.resolve("child");
            AppFuture<Integer> sleeping = own.bash(Commands::sleeper).call(pid, child);
            long spinning = pidOfSpinning(own);
            long shell = pidIn(pid);
            long sleep = pidIn(child);
            NodeSummary manager = own.nodes().get(0);
            ProcessHandle.of(manager.pid()).orElseThrow().destroyForcibly();
            untilGone(spinning);
            untilGone(shell);
            untilGone(sleep);
            sleeping.cancel(true);
        }
    }

    private long pidOfSpinning(DataFlowKernel own) {
        Path spinning = directory.resolve("spinning");
        own.app(Misdeeds::spin).call(spinning);
        return pidIn(spinning);
    }

    @Test
    void optionsThatNoJvmTakesFailTheExecutorWithTheReason() {
        String wrong =
                "isolation = process, worker-jvm-options = [\"-XX:NoSuchOption\"], provider { max-failures = 1 }";
        try (DataFlowKernel own = DataFlowKernel.load(Configs.managers(directory, wrong))) {
            assertThat(failure(own.app(Numbers::twice).call(1), ExecutorFailedException.class))
                    .hasMessageContainingAll("worker-jvm-options", "NoSuchOption");
        }
    }
}
