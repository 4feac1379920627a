package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;
import static org.jarsl.tests.acceptance.Waits.untilGone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;
import org.jarsl.ExecutorFailedException;
import org.jarsl.tests.demo.Finished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an executor whose interchange process cannot live, and of the process when its head is gone. */
@Timeout(600)
class InterchangeLossTest {
    private static final String QUICK =
            "interchange.mode = process, heartbeat-period = 300ms, heartbeat-threshold = 10s\n";

    /** Ends with the test, by a signal. */
    public static void main(String[] arguments) throws InterruptedException {
        DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(Path.of(arguments[0]), QUICK));
        AppFuture<Integer> first = dfk.app(Numbers::twice).call(1);
        dfk.app(Blockers::pause).call(90_000);
        result(first);
        System.out.println(interchange(ProcessHandle.current()).orElseThrow());
        Thread.sleep(90_000);
    }

    @Test
    void oneThatNeverComesUpFailsTheTasksAndSaysWhereItsLogIs(@TempDir Path directory) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, QUICK))) {
            AppFuture<Integer> task = dfk.app(Numbers::twice).call(1);
            until("the task has ended", () -> {
                interchange(ProcessHandle.current())
                        .flatMap(ProcessHandle::of)
                        .ifPresent(ProcessHandle::destroyForcibly);
                return task.isDone();
            });
            String log = dfk.runDirectory().resolve("htex/interchange").toString();
            assertThat(failure(task, ExecutorFailedException.class))
                    .hasMessageContainingAll("the interchange of executor htex", log);
            assertThat(failure(dfk.app(Numbers::twice).call(2), ExecutorFailedException.class))
                    .hasMessageContaining(log);
            until("both are counted", () -> dfk.counts().failed() == 2);
        }
    }

    @Test
    void oneThatEndsAgainAndAgainBeforeAnythingIsDoneIsGivenUp(@TempDir Path directory) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, QUICK))) {
            AppFuture<Integer> task = dfk.app(Blockers::untilExists).call(directory.resolve("never"));
            Set<String> addresses = killEachOnceUp(dfk, task, 100);
            assertThat(failure(task, ExecutorFailedException.class)).hasMessageContaining("interchange");
            assertThat(addresses).hasSize(5);
        }
    }

    @Test
    void losingItOftenIsBorneAsLongAsTasksEndInBetween(@TempDir Path directory) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, QUICK))) {
            for (int i = 0; i < 5; i++) {
                assertThat(result(dfk.app(Numbers::twice).call(i))).isEqualTo(2 * i);
                AppFuture<Integer> held = dfk.app(Blockers::untilExists).call(directory.resolve("go" + i));
                killEachOnceUp(dfk, held, 1);
                Waits.write(directory.resolve("go" + i), "");
                assertThat(result(held)).isEqualTo(1);
            }
        }
    }

    @Test
    void itEndsWhenItsHeadIsKilled(@TempDir Path directory) throws Exception {
        Path out = directory.resolve("out");
        Process head = new ProcessBuilder(
                        Finished.javaCommand(InterchangeLossTest.class.getName(), directory.toString()))
                .redirectOutput(out.toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
        long interchange = Waits.pidIn(out);
        assertThat(Waits.isRunning(interchange)).isTrue();
        head.destroyForcibly().waitFor();
        untilGone(interchange);
    }

    /** Kills a process each time one is up that was not before, until the task has ended or {@code most} are killed. */
    private static Set<String> killEachOnceUp(DataFlowKernel dfk, AppFuture<?> task, int most) {
        Set<String> addresses = new HashSet<>();
        Path address = dfk.runDirectory().resolve("htex/interchange.address");
        until("the task has ended, or so many are killed", () -> {
            if (Files.exists(address) && addresses.add(Waits.read(address))) {
                ProcessHandle.of(interchange(ProcessHandle.current()).orElseThrow())
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
            return task.isDone() || addresses.size() == most;
        });
        return addresses;
    }

    /** The number of the process; not by {@link ProcessHandle#info}, which cuts long command lines. */
    private static Optional<Long> interchange(ProcessHandle head) {
        return head.children()
                .map(ProcessHandle::pid)
                .filter(pid -> commandLine(pid).contains("InterchangeMain"))
                .findAny();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }
}
