package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.JournalConfig.Mode;
import org.jarsl.RemoteException;
import org.jarsl.TaskState;
import org.jarsl.settings.SettingsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that is run again, and goes on where it was. Each run of a task leaves a line in a file. */
@Timeout(600)
class ResumeTest {
    @TempDir
    private Path directory;

    private Path runs;
    private Config config;

    @BeforeEach
    void config() {
        runs = directory.resolve("runs");
        config = journal(Configs.threads(directory, 2), Mode.TASK_EXIT);
    }

    private static Config journal(Config plain, Mode mode) {
        return plain.withJournal(plain.journal().withMode(mode));
    }

    static int twice(Path runs, int x) throws IOException {
        note(runs, "twice " + x);
        return 2 * x;
    }

    static int failing(Path runs, Path good) throws IOException {
        note(runs, "failing");
        if (!Files.exists(good)) {
            throw new IllegalStateException("not yet");
        }
        return 1;
    }

    static AppFuture<Integer> joined(Path runs, int x) throws IOException {
        note(runs, "joined");
        return DataFlowKernel.current().app(ResumeTest::twice).call(runs, x);
    }

    static String write(Path runs, Path file) {
        return "echo write >> '" + runs + "'; echo content > '" + file + "'";
    }

    private static synchronized void note(Path runs, String line) throws IOException {
        Files.writeString(runs, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private List<String> runs() throws IOException {
        return Files.exists(runs) ? Files.readAllLines(runs) : List.of();
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void whatWasDoneIsNotDoneAgain(Mode mode) throws IOException {
        boolean managers = mode == Mode.TASK_EXIT || mode == Mode.DURABLE;
        config = journal(managers ? Configs.both(directory) : Configs.threads(directory, 2), mode);
        Path run;
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            run = dfk.runDirectory();
            chains(dfk, 10);
        }
        assertThat(runs()).hasSize(20);
        Set<Long> ids;
        try (DataFlowKernel dfk = DataFlowKernel.load(config.resume(run))) {
            assertThat(dfk.runDirectory()).isEqualTo(run);
            List<AppFuture<Integer>> futures = chains(dfk, 12);
            assertThat(runs()).as("the two that are new, and no other").hasSize(24);
            assertThat(futures.subList(0, 10)).extracting(AppFuture::taskState).containsOnly(TaskState.MEMO_DONE);
            until("they are counted", () -> dfk.counts().remembered() == 20);
            ids = futures.stream().map(AppFuture::taskId).collect(Collectors.toSet());
        }
        assertThat(ids).as("no id is used twice").allMatch(id -> id >= 20);
        try (DataFlowKernel dfk = DataFlowKernel.load(config.resume(run))) {
            chains(dfk, 12);
            assertThat(runs()).hasSize(24);
        }
    }

    /** The second task of each chain needs the result of the first, and runs on any executor. */
    private List<AppFuture<Integer>> chains(DataFlowKernel dfk, int count) {
        var twice = dfk.app(ResumeTest::twice);
        List<AppFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            AppFuture<Integer> first = twice.executor("threads").call(runs, 2 * i + 1);
            futures.add(twice.call(Arg.of(runs), first));
        }
        IntStream.range(0, count)
                .forEach(i -> assertThat(result(futures.get(i))).isEqualTo(8 * i + 4));
        return futures;
    }

    @Test
    void eachOfIdenticalCallsThatAreNotMemoisedIsRunOnce() throws IOException {
        Path run;
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            run = dfk.runDirectory();
            callTimes(dfk, 3);
        }
        try (DataFlowKernel dfk = DataFlowKernel.load(config.resume(run))) {
            callTimes(dfk, 5);
            assertThat(runs()).hasSize(5);
            until("they are counted", () -> dfk.counts().remembered() == 3);
        }
    }

    private void callTimes(DataFlowKernel dfk, int times) {
        var twice = dfk.app(ResumeTest::twice);
        IntStream.range(0, times).mapToObj(i -> twice.call(runs, 1)).toList().forEach(Waits::result);
    }

    @Test
    void whatHasFailedIsRunAgain() throws IOException {
        Path good = directory.resolve("good");
        Path run;
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            run = dfk.runDirectory();
            failure(dfk.app(ResumeTest::failing).call(runs, good), RemoteException.class);
        }
        Waits.write(good, "");
        try (DataFlowKernel dfk = DataFlowKernel.load(config.resume(run))) {
            assertThat(result(dfk.app(ResumeTest::failing).call(runs, good))).isEqualTo(1);
        }
        assertThat(runs()).hasSize(2);
    }

    @Test
    void aJoinAppThatHasReturnedIsNotCalledAgain() throws IOException {
        Path run;
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            run = dfk.runDirectory();
            assertThat(result(dfk.join(ResumeTest::joined).call(runs, 4))).isEqualTo(8);
        }
        try (DataFlowKernel dfk = DataFlowKernel.load(config.resume(run))) {
            assertThat(result(dfk.join(ResumeTest::joined).call(runs, 4))).isEqualTo(8);
        }
        assertThat(runs()).containsExactly("joined", "twice 4");
    }

    @Test
    void aShellCommandIsRunAgainOnlyIfItsOutputIsGone() throws IOException {
        Path file = directory.resolve("file");
        Path run;
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            run = dfk.runDirectory();
            assertThat(writeFile(dfk, file)).isZero();
        }
        try (DataFlowKernel dfk = DataFlowKernel.load(config.resume(run))) {
            assertThat(writeFile(dfk, file)).isZero();
        }
        assertThat(runs()).hasSize(1);
        Files.delete(file);
        try (DataFlowKernel dfk = DataFlowKernel.load(config.resume(run))) {
            assertThat(writeFile(dfk, file)).isZero();
        }
        assertThat(runs()).hasSize(2);
        assertThat(file).hasContent("content");
    }

    private int writeFile(DataFlowKernel dfk, Path file) {
        return result(dfk.bash(ResumeTest::write).outputs(file).call(runs, file));
    }

    @Test
    void aDirectoryThatIsNoRunAndARunThatGoesOnAreRefused() {
        assertThatThrownBy(() -> DataFlowKernel.load(config.resume(directory)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(directory.toString(), "is not the directory of a run");
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            assertThatThrownBy(() -> DataFlowKernel.load(config.resume(dfk.runDirectory())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll(
                            "is still running",
                            "process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aCheckpointNeedsAJournal() {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.threads(directory, 1))) {
            assertThatThrownBy(dfk::checkpoint)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("journal.mode is off");
        }
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            dfk.checkpoint();
        }
    }
}
