package org.jarsl.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.read;
import static org.jarsl.tests.acceptance.Waits.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jarsl.tests.acceptance.Waits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Managers whose head is killed go on, and the head that resumes the run takes them over. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdoptionTest {
    private static final int TASKS = 12;
    private static final int AT_A_TIME = 4;

    /** Each task leaves a line when it begins, and ends when there is a file "go"; its result does not fit a message. */
    private static final String PROGRAM = """
            import java.nio.file.*;
            import java.util.*;
            import org.jarsl.*;

            class Program {
                static byte[] run(Path here, int number) throws Exception {
                    Files.writeString(
                            here.resolve("runs"), number + "\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    while (!Files.exists(here.resolve("go"))) {
                        Thread.sleep(10);
                    }
                    return new byte[200_000 + number];
                }

                static String shell(Path here) {
                    return "echo shell >> " + here + "/runs; until [ -e " + here + "/go ]; do sleep 0.1; done";
                }

                public static void main(String[] arguments) throws Exception {
                    try (DataFlowKernel dfk = DataFlowKernel.load()) {
                        Path here = Path.of("").toAbsolutePath();
                        List<AppFuture<?>> all = new ArrayList<>();
                        all.add(dfk.bash(Program::shell).call(here));
                        for (int i = 0; i < %d; i++) {
                            all.add(dfk.app(Program::run).call(here, i));
                        }
                        for (AppFuture<?> each : all) {
                            System.out.println(each.join() instanceof byte[] bytes ? bytes.length : "shell");
                        }
                    }
                }
            }
            """.formatted(TASKS);

    private static final String CONFIG = """
            jarsl.journal.mode = durable
            jarsl.executors = [{
              type = high-throughput, cores-per-worker = 0.01, max-workers-per-node = 2, isolation = %s, interchange.mode = %s
              heartbeat-period = 3s, heartbeat-threshold = 12s
              provider.init-blocks = 2
            }]
            """;

    @TempDir
    private Path directory;

    private Path runs;
    private final List<Process> heads = new ArrayList<>();

    @BeforeEach
    void files() throws IOException {
        runs = directory.resolve("runs");
        Files.createFile(runs);
        Files.writeString(directory.resolve("Program.java"), PROGRAM);
    }

    @ParameterizedTest
    @CsvSource({"thread, embedded", "process, embedded", "process, process"})
    void whatRunsWhenTheHeadIsKilledIsNotRunAgain(String isolation, String interchange) throws Exception {
        Files.writeString(directory.resolve("test.conf"), CONFIG.formatted(isolation, interchange));
        Process head = head("err1");
        until("all workers are busy", () -> begun().size() == AT_A_TIME);
        head.destroyForcibly().waitFor();
        Process next = head("err2", "--resume", "runinfo/000");
        until("both managers are taken over", () -> managerLogs().split("with 2 tasks from before", -1).length == 3);
        Files.createFile(directory.resolve("go"));

        assertThat(next.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(directory.resolve("err2")).content().isEmpty();
        assertThat(directory.resolve("out"))
                .hasContent("shell\n"
                        + String.join(
                                "\n",
                                IntStream.range(0, TASKS)
                                        .mapToObj(i -> Integer.toString(200_000 + i))
                                        .toList()));
        assertThat(begun()).hasSize(TASKS + 1).doesNotHaveDuplicates();
    }

    @AfterEach
    void endHeads() throws Exception {
        for (Process head : heads) {
            head.destroy();
            head.waitFor();
        }
    }

    private Process head(String err, String... options) throws IOException {
        List<String> command = new ArrayList<>(Finished.javaCommand("org.jarsl.cli.Run", "--config", "test.conf"));
        command.addAll(List.of(options));
        command.add("Program.java");
        Process head = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve(err).toFile())
                .start();
        heads.add(head);
        return head;
    }

    private String managerLogs() {
        try (Stream<Path> files = Files.list(directory.resolve("runinfo/000/htex"))) {
            return files.map(manager -> manager.resolve("manager.log"))
                    .filter(Files::exists)
                    .map(Waits::read)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> begun() {
        return read(runs).lines().toList();
    }
}
