package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;
import org.jarsl.NodeSummary;
import org.jarsl.RemoteException;
import org.jarsl.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The interchange as a process beside the head. */
@Timeout(600)
class InterchangeProcessTest {
    private static final String QUICK = """
            interchange.mode = process
            heartbeat-period = 3s
            heartbeat-threshold = 12s
            provider.init-blocks = 2
            """;

    /** Leaves a line and takes a while. */
    static int noted(Path runs, int number) throws Exception {
        Files.writeString(runs, number + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Thread.sleep(20);
        return 2 * number;
    }

    static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    static int untilExists(Path started, Path file) throws Exception {
        Files.writeString(started, "");
        while (!Files.exists(file)) {
            Thread.sleep(5);
        }
        return 1;
    }

    @Test
    void tasksOfAllKindsRunThroughIt(@TempDir Path directory) {
        long child;
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, QUICK))) {
            List<AppFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                all.add(dfk.app(Numbers::twice).call(i));
            }
            for (int i = 0; i < all.size(); i++) {
                assertThat(result(all.get(i))).isEqualTo(2 * i);
            }
            byte[] large = new byte[5_000_000];
            large[7] = 1;
            AppFuture<byte[]> there = dfk.app(InterchangeProcessTest::reversed).call(large);
            assertThat(result(dfk.app(InterchangeProcessTest::reversed).call(there)))
                    .isEqualTo(large);
            assertThat(failure(dfk.app(Numbers::fail).call("no luck"), RemoteException.class))
                    .hasMessageContaining("no luck");
            until(
                    "both managers are up",
                    () -> dfk.nodes().stream().filter(NodeSummary::up).count() == 2);
            child = interchange().pid();
        }
        until(
                "it has ended with the head",
                () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void aCancelledTaskIsStopped(@TempDir Path directory) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, QUICK))) {
            Path started = directory.resolve("started");
            AppFuture<Integer> running =
                    dfk.app(InterchangeProcessTest::untilExists).call(started, directory.resolve("never"));
            until("it runs", () -> Files.exists(started));
            until("it is counted", () -> dfk.counts().running() == 1);
            assertThat(running.cancel(true)).isTrue();
            assertThat(running.taskState()).isEqualTo(TaskState.CANCELLED);
            assertThat(result(dfk.app(Numbers::twice).call(4))).isEqualTo(8);
        }
    }

    @Test
    void whatRunsWhenItIsKilledIsNotRunAgain(@TempDir Path directory) throws Exception {
        loseIt(directory, ProcessHandle::destroyForcibly);
    }

    @Test
    void oneThatHangsIsReplaced(@TempDir Path directory) throws Exception {
        loseIt(directory, process -> {
            try {
                return new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                        .start()
                        .waitFor(10, TimeUnit.SECONDS);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void loseIt(Path directory, Predicate<ProcessHandle> how) throws Exception {
        int tasks = 1_000;
        Path runs = directory.resolve("runs");
        Path go = directory.resolve("go");
        Path started = directory.resolve("started");
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, QUICK))) {
            AppFuture<Integer> waiting =
                    dfk.app(InterchangeProcessTest::untilExists).call(started, go);
            until("it runs", () -> Files.exists(started));
            List<AppFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                all.add(dfk.app(InterchangeProcessTest::noted).call(runs, i));
            }
            until("some have ended", () -> all.get(100).isDone());
            List<NodeSummary> before = dfk.nodes();
            ProcessHandle first = interchange();
            assertThat(how.test(first)).isTrue();
            for (int i = 0; i < tasks; i++) {
                assertThat(result(all.get(i))).isEqualTo(2 * i);
            }
            assertThat(interchange().pid()).isNotEqualTo(first.pid());
            Files.writeString(go, "");
            assertThat(result(waiting)).isEqualTo(1);
            assertThat(Files.readAllLines(runs)).hasSize(tasks).doesNotHaveDuplicates();
            assertThat(dfk.nodes())
                    .extracting(NodeSummary::pid)
                    .isEqualTo(before.stream().map(NodeSummary::pid).toList());
        }
    }

    private static ProcessHandle interchange() {
        return ProcessHandle.current()
                .children()
                .filter(child -> commandLine(child).contains("InterchangeMain"))
                .findAny()
                .orElseThrow(() -> new AssertionError("there is no interchange"));
    }

    /** Not from {@link ProcessHandle#info}, which cuts long ones. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }
}
