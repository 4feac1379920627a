package org.jarsl.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.read;
import static org.jarsl.tests.acceptance.Waits.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A head that ends before its program is done, in whatever way, and the same program run again. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndedHeadTest {
    private static final int TASKS = 300;
    private static final int BEFORE = 50;
    /** In the run that is to be ended; the other one needs no more than it has. */
    private static final String SLOWLY = "20";

    /** Each run of a task leaves a line; each result is printed when it is there. */
    private static final String PROGRAM = """
            import java.nio.file.*;
            import java.util.*;
            import org.jarsl.*;

            class Program {
                static int run(Path runs, int number, int millis) throws Exception {
                    Files.writeString(runs, number + "\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    Thread.sleep(millis);
                    return number;
                }

                public static void main(String[] arguments) throws Exception {
                    DataFlowKernel dfk = DataFlowKernel.load();
                    App3<Path, Integer, Integer, Integer> run =
                            dfk.app(Program::run).memoize(Memoization.DEFAULT.ignoring(1, 3));
                    List<AppFuture<Integer>> futures = new ArrayList<>();
                    for (int i = 0; i < %d; i++) {
                        futures.add(run.call(Path.of("runs"), i, Integer.parseInt(arguments[0])));
                    }
                    for (AppFuture<Integer> future : futures) {
                        System.out.println("result " + future.join());
                        if (arguments.length > 1 && future.taskId() %% 1000000 == %d) {
                            switch (arguments[1]) {
                                case "exit" -> System.exit(5);
                                case "throw" -> throw new IllegalStateException("no more");
                                default -> Thread.sleep(600_000);
                            }
                        }
                    }
                    dfk.close();
                    System.out.println("all done");
                }
            }
            """.formatted(TASKS, BEFORE);

    private static final String MANAGERS = """
            jarsl.journal.mode = durable
            jarsl.executors = [{ type = high-throughput, cores-per-worker = 0.01, max-workers-per-node = 2 }]
            """;

    private static final String THREADS = """
            jarsl.journal.mode = durable
            jarsl.executors = [{ type = thread-pool, max-threads = 2 }]
            """;

    @TempDir
    private Path directory;

    private Path out;
    private Path err;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(directory.resolve("Program.java"), PROGRAM);
        out = directory.resolve("out");
        err = directory.resolve("err");
    }

    private Process start(String how, String config) throws IOException {
        Files.writeString(directory.resolve("test.conf"), config);
        return new ProcessBuilder(
                        Finished.javaCommand("org.jarsl.cli.Run", "--config", "test.conf", "Program.java", SLOWLY, how))
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "throw"})
    void aProgramThatEndsTooEarlySaysWhatIsLeft(String how) throws Exception {
        Process head = start(how, THREADS);
        assertThat(head.waitFor(5, TimeUnit.MINUTES)).isTrue();

        assertThat(head.exitValue()).isEqualTo(how.equals("exit") ? 5 : 1);
        assertThat(err).content().contains("jarsl: the run ended with ", " unfinished", "jarsl run --resume ");
        assertTheRestIsDoneOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aProgramThatIsToldToEndSaysWhatIsLeft(String signal) throws Exception {
        Process head = start("sleep", signal.equals("INT") ? THREADS : MANAGERS);
        until("it is in its midst", () -> read(out).contains("result " + BEFORE));
        new ProcessBuilder("kill", "-s", signal, Long.toString(head.pid()))
                .start()
                .waitFor();
        assertThat(head.waitFor(5, TimeUnit.MINUTES)).isTrue();

        assertThat(err).content().contains("jarsl: the run ended with ", " unfinished", "jarsl run --resume ");
        assertTheRestIsDoneOnce();
    }

    @Test
    void aProgramThatIsToldToEndAndDrainsRunsNothingTwice() throws Exception {
        Process head = start("sleep", MANAGERS + "jarsl.exit-mode = drain");
        until("it is in its midst", () -> read(out).contains("result " + BEFORE));
        head.destroy();
        assertThat(head.waitFor(5, TimeUnit.MINUTES)).isTrue();

        assertTheRestIsDoneOnce();
        assertThat(Files.readAllLines(directory.resolve("runs"))).hasSize(TASKS);
    }

    @Test
    void aHeadThatIsKilledLosesNoResultThatItHasShown() throws Exception {
        Process head = start("sleep", MANAGERS);
        until("it is in its midst", () -> read(out).contains("result " + BEFORE));
        head.destroyForcibly().waitFor();

        assertTheRestIsDoneOnce();
    }

    /** Nothing that was shown to be done is run again; only what was running, or not yet written, may be. */
    private void assertTheRestIsDoneOnce() throws Exception {
        List<String> shown = new ArrayList<>(Files.readAllLines(out));
        Finished again =
                Finished.run(directory, "--config", "test.conf", "--resume", "runinfo/000", "Program.java", "0");

        assertThat(again.err()).isEmpty();
        assertThat(again.out()).endsWith("result " + (TASKS - 1) + "\nall done\n");
        Map<String, Long> runs = Files.readAllLines(directory.resolve("runs")).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(runs.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, TASKS).mapToObj(Integer::toString).toList());
        assertThat(shown)
                .hasSizeGreaterThan(BEFORE)
                .allSatisfy(line ->
                        assertThat(runs.get(line.replace("result ", ""))).isEqualTo(1));
    }
}
