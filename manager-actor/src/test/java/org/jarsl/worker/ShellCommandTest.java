package org.jarsl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Failure.Kind;
import org.jarsl.protocol.StreamTarget;
import org.jarsl.protocol.TaskOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellCommandTest {
    /** Ignores TERM, as does its child in the background, whose pid it writes to standard output. */
    private static final String STUBBORN = "trap '' TERM; (trap '' TERM; exec sleep 1000) & echo $!; echo $$; wait";

    @TempDir
    Path directory;

    Path scratch;
    Path out;
    TestPool workers;

    @BeforeEach
    void start() {
        TestApps.reset();
        scratch = directory.resolve("scratch");
        out = directory.resolve("logs").resolve("out.txt");
        workers = new TestPool(scratch, 1);
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    private TaskOptions options(long walltimeMillis, @Nullable StreamTarget stderr) {
        return new TaskOptions(
                walltimeMillis,
                Map.of("COLOR", "blue"),
                directory.toString(),
                new StreamTarget(out.toString(), false),
                stderr,
                List.of(),
                List.of());
    }

    @Test
    void aCommandThatEndsWellGivesZeroAndItsOutputIsInTheFile() throws Exception {
        workers.shell(1, options(0, null), "pwd; echo $COLOR $CUDA_VISIBLE_DEVICES; cat; echo gone >&2");
        assertThat(workers.value()).isEqualTo(0);
        assertThat(out).hasContent(directory.toRealPath() + "\nblue gpu0");
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void outputIsAppendedOnlyWhenAskedFor() throws Exception {
        StreamTarget append = new StreamTarget(directory.resolve("both.txt").toString(), true);
        TaskOptions both = new TaskOptions(0, Map.of(), null, append, append, List.of(), List.of());
        workers.shell(1, both, "echo a; echo b >&2");
        workers.shell(2, both, "echo c");
        workers.value();
        workers.value();
        assertThat(Path.of(append.path())).hasContent("a\nb\nc");
        workers.shell(3, options(0, null), "echo old");
        workers.shell(4, options(0, null), "echo new");
        workers.value();
        workers.value();
        assertThat(out).hasContent("new");
    }

    @Test
    void aFailedCommandTellsItsExitCodeAndTheEndOfStderr() throws Exception {
        workers.shell(1, TaskOptions.NONE, "seq 100000 >&2; echo no such molecule >&2; exit 3");
        Failure failure = workers.failure();
        assertThat(failure.kind()).isEqualTo(Kind.SHELL_EXIT);
        assertThat(failure.exitCode()).isEqualTo(3);
        assertThat(failure.message())
                .startsWith("command of app `command` ended with exit code 3; standard error ends with:\n")
                .endsWith("100000\nno such molecule");
        assertThat(failure.message().length()).isLessThan(2300);
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void stderrOfAnEarlierCommandIsNotQuoted() throws Exception {
        Path err = directory.resolve("err.txt");
        Files.writeString(err, "from before\n");
        workers.shell(1, options(0, new StreamTarget(err.toString(), true)), "echo mine >&2; exit 1");
        assertThat(workers.failure().message()).endsWith("with:\nmine");
        assertThat(err).hasContent("from before\nmine");
    }

    @Test
    void exitCodesWithAMeaningAreExplained() throws Exception {
        workers.shell(1, TaskOptions.NONE, "no-such-command-anywhere");
        Failure notFound = workers.failure();
        assertThat(notFound.exitCode()).isEqualTo(127);
        assertThat(notFound.message()).contains("exit code 127 (command not found)", "no-such-command-anywhere");
        workers.shell(2, TaskOptions.NONE, directory.toString());
        assertThat(workers.failure().message()).contains("exit code 126 (not executable)");
        workers.shell(3, TaskOptions.NONE, "kill -SEGV $$");
        assertThat(workers.failure().message()).contains("exit code 139 (signal SEGV)");
    }

    @Test
    void aHundredMegabytesOfOutputNeitherBlockNorCostMemory() throws Exception {
        workers.shell(1, options(0, null), "head -c 100000000 /dev/zero");
        assertThat(workers.value()).isEqualTo(0);
        assertThat(out).hasSize(100_000_000);
        workers.shell(2, TaskOptions.NONE, "head -c 100000000 /dev/zero; head -c 1000000 /dev/zero >&2; exit 1");
        assertThat(workers.failure().message().length()).isLessThan(2300);
    }

    @Test
    void whatIsNoCommandLineIsRefused() throws Exception {
        workers.pool.run(new Work(1, 0, TestPool.app(AppKind.SHELL, "nothing"), TestPool.given(), TaskOptions.NONE, 1));
        Failure failure = workers.failure();
        assertThat(failure.kind()).isEqualTo(Kind.NO_COMMAND);
        assertThat(failure.message()).isEqualTo("app `nothing` returned null instead of a command line");
        workers.shell(2, TaskOptions.NONE, "  \n");
        assertThat(workers.failure().message()).contains("an empty string");
        workers.pool.run(
                new Work(3, 0, TestPool.app(AppKind.SHELL, "notACommand"), TestPool.given(), TaskOptions.NONE, 1));
        assertThat(workers.failure().message()).contains("a value of java.lang.Integer");
    }

    @Test
    void aCommandOverTheKernelsLimitFailsTheTaskOnly() throws Exception {
        workers.shell(1, TaskOptions.NONE, "true " + "x".repeat(10_000_000));
        assertThat(workers.failure().message()).contains("could not be started", "it has 10000005 characters");
        workers.shell(2, TaskOptions.NONE, "true");
        assertThat(workers.value()).isEqualTo(0);
    }

    @Test
    void streamsThatCannotBeWrittenFailBeforeAnythingRuns() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Path ran = directory.resolve("ran");
        for (String path : List.of(directory.toString(), file.resolve("below").toString(), "nul\0")) {
            StreamTarget target = new StreamTarget(path, false);
            workers.shell(1, new TaskOptions(0, Map.of(), null, target, null, List.of(), List.of()), "touch " + ran);
            Failure failure = workers.failure();
            assertThat(failure.kind()).isEqualTo(Kind.STREAM);
            assertThat(failure.message()).startsWith("standard output of app `command` cannot be written to " + path);
        }
        TaskOptions nowhere = new TaskOptions(0, Map.of(), "/no/such/place", null, null, List.of(), List.of());
        workers.shell(2, nowhere, "touch " + ran);
        Failure failure = workers.failure();
        assertThat(failure.kind()).isEqualTo(Kind.STREAM);
        assertThat(failure.message()).contains("working directory", "/no/such/place");
        assertThat(ran).doesNotExist();
    }

    @Test
    void nothingOfACommandIsLeftAfterItsWalltime() throws Exception {
        workers.shell(1, options(2_000, null), STUBBORN);
        Failure failure = workers.failure();
        assertThat(failure.kind()).isEqualTo(Kind.WALLTIME);
        List<String> pids = Files.readAllLines(out);
        assertThat(pids).hasSize(2);
        for (String pid : pids) {
            assertThat(runs(Long.parseLong(pid))).isFalse();
        }
        workers.shell(2, TaskOptions.NONE, "true");
        assertThat(workers.value()).isEqualTo(0);
    }

    @Test
    void aCommandMayCleanUpAfterTerm() throws Exception {
        TaskOptions options = options(2_000, null);
        workers.shell(1, options, "trap 'echo cleaned; exit' TERM; sleep 1000 & wait");
        assertThat(workers.failure().kind()).isEqualTo(Kind.WALLTIME);
        assertThat(out).hasContent("cleaned");
    }

    @Test
    void cancelKillsACommandWithItsChildren() throws Exception {
        List<ProcessHandle> processes = startStubborn(1);
        assertThat(workers.pool.cancel(1, 0, true)).isTrue();
        assertGone(processes);
        workers.shell(2, TaskOptions.NONE, "true");
        assertThat(workers.outcome().taskId()).isEqualTo(2);
    }

    @Test
    void closeKillsCommandsWithTheirChildren() throws Exception {
        List<ProcessHandle> processes = startStubborn(1);
        long start = System.nanoTime();
        workers.pool.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertGone(processes);
        assertThat(workers.rest()).isEmpty();
    }

    @Test
    void workersAndTheirCommandsArePinnedToTheirCpus() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/taskset")));
        String first = firstAllowedCpu();
        WorkerPool.Settings settings = TestPool.settings(scratch, TestPool.environments(1), List.of(first));
        try (TestPool pinned = new TestPool(settings)) {
            pinned.shell(1, options(0, null), "grep Cpus_allowed_list /proc/self/status");
            assertThat(pinned.value()).isEqualTo(0);
            assertThat(out).hasContent("Cpus_allowed_list:\t" + first);
        }
    }

    @Test
    void workersRunWhereTheyLikeWhenTheyCannotBePinned() throws Exception {
        WorkerPool.Settings settings = TestPool.settings(scratch, TestPool.environments(1), List.of("no cpus"));
        try (TestPool unpinned = new TestPool(settings)) {
            unpinned.java(1, "twice", 1);
            assertThat(unpinned.value()).isEqualTo(2);
        }
    }

    private static String firstAllowedCpu() throws Exception {
        String status = Files.readString(Path.of("/proc/self/status"));
        String list = status.replaceAll("(?s).*Cpus_allowed_list:\\s*(\\d+).*", "$1");
        assertThat(list).containsOnlyDigits();
        return list;
    }

    /** The processes of a running command that ignores TERM. */
    private List<ProcessHandle> startStubborn(long taskId) throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isEqualTo(0);
        workers.shell(taskId, TaskOptions.NONE, "exec >" + fifo + "; " + STUBBORN);
        List<String> pids = CompletableFuture.supplyAsync(() -> {
                    try (var lines = Files.newBufferedReader(fifo)) {
                        return List.of(lines.readLine(), lines.readLine());
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .get(30, TimeUnit.SECONDS);
        return pids.stream()
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                .toList();
    }

    private static void assertGone(List<ProcessHandle> processes) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        for (ProcessHandle process : processes) {
            while (runs(process.pid())) {
                assertThat(System.nanoTime()).as("time to end for %s", process).isLessThan(end);
                CompletableFuture<?> exit = process.onExit().completeOnTimeout(process, 20, TimeUnit.MILLISECONDS);
                exit.get();
            }
        }
    }

    /** A zombie does not run: it has ended, and waits for init, which in a container may take its time. */
    private static boolean runs(long pid) throws Exception {
        Path stat = Path.of("/proc/" + pid + "/stat");
        try {
            return ProcessHandle.of(pid).isPresent()
                    && !(Files.exists(stat) && Files.readString(stat).contains(") Z "));
        } catch (java.io.IOException e) {
            return false; // it ended while it was looked at
        }
    }
}
