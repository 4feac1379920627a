package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.read;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;
import static org.jarsl.tests.acceptance.Waits.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jarsl.App1;
import org.jarsl.App2;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.DataFlowKernel;
import org.jarsl.Memoization;
import org.jarsl.RemoteException;
import org.jarsl.TaskState;
import org.jarsl.ValueException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identical calls are run once. Each run leaves a line in a file, so that runs can be counted. */
class MemoizationTest extends TwoExecutors {
    @TempDir
    private Path directory;

    private Path runs;

    static int twice(Path runs, int x) throws IOException {
        note(runs);
        return 2 * x;
    }

    static int failing(Path runs, int x) throws IOException {
        note(runs);
        throw new IllegalStateException("no " + x);
    }

    static int slow(Path runs, Path end) throws Exception {
        note(runs);
        while (!Files.exists(end)) {
            Thread.sleep(5);
        }
        return 1;
    }

    static int sum(Path runs, Map<String, Integer> numbers) throws IOException {
        note(runs);
        return numbers.values().stream().mapToInt(i -> i).sum();
    }

    static String content(Path runs, Path file) throws IOException {
        note(runs);
        return Files.readString(file);
    }

    static String command(Path runs) {
        return "echo run >> '" + runs + "'";
    }

    private static void note(Path runs) throws IOException {
        Files.writeString(runs, "run\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private int runs() throws IOException {
        return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
    }

    @BeforeEach
    void file() {
        runs = directory.resolve("runs");
    }

    /** What is ignored is the file of the runs, since it changes with each. */
    private static Memoization withoutRuns() {
        return Memoization.DEFAULT.ignoring(1);
    }

    @OnBothExecutors
    void identicalCallsRunOnceAndOthersEach(String executor) throws IOException {
        App2<Path, Integer, Integer> twice =
                dfk.app(MemoizationTest::twice).executor(executor).memoize(withoutRuns());
        int x = executor.length(); // what one executor has returned is remembered for all
        AppFuture<Integer> first = twice.call(runs, x);
        assertThat(result(first)).isEqualTo(2 * x);
        AppFuture<Integer> second = twice.call(runs, x);
        assertThat(result(second)).isEqualTo(2 * x);
        assertThat(second.taskState()).isEqualTo(TaskState.MEMO_DONE);
        assertThat(first.taskState()).isEqualTo(TaskState.EXEC_DONE);
        assertThat(runs()).isEqualTo(1);

        result(twice.call(runs, x + 100));
        result(twice.version("2").call(runs, x));
        result(twice.environment("A", "b").call(runs, x));
        assertThat(runs()).isEqualTo(4);
        result(dfk.app(MemoizationTest::twice).call(runs, x));
        assertThat(runs()).as("not memoised").isEqualTo(5);
        dfk.awaitAll();
        assertThat(dfk.counts().remembered()).isPositive();
    }

    @OnBothExecutors
    void identicalCallsInFlightRunOnce(String executor) throws IOException {
        Path end = directory.resolve("end");
        App2<Path, Path, Integer> slow = dfk.app(MemoizationTest::slow)
                .executor(executor)
                .memoize(withoutRuns().files(Memoization.Files.PATH));
        List<AppFuture<Integer>> futures =
                IntStream.range(0, 5).mapToObj(i -> slow.call(runs, end)).toList();
        until("the first runs", () -> Files.exists(runs) && read(runs).endsWith("\n"));
        AppFuture<Integer> first = futures.stream()
                .filter(future -> future.taskState() == TaskState.LAUNCHED)
                .findFirst()
                .orElseThrow();
        first.cancel(true);
        write(end, "");
        futures.stream()
                .filter(future -> future != first)
                .forEach(future -> assertThat(result(future)).isEqualTo(1));
        assertThat(runs()).as("the cancelled one and another").isEqualTo(2);
    }

    @Test
    void aFutureAsAnArgumentCountsByItsResult() throws IOException {
        App2<Path, Integer, Integer> twice = dfk.app(MemoizationTest::twice).executor("htex");
        App2<Path, Integer, Integer> remembered = twice.memoize(withoutRuns());
        AppFuture<Integer> six = remembered.call(Arg.of(runs), twice.call(runs, 3));
        assertThat(result(six)).isEqualTo(12);
        assertThat(result(remembered.call(runs, 6))).isEqualTo(12);
        assertThat(runs()).isEqualTo(2);
    }

    @OnBothExecutors
    void theOrderOfAMapDoesNotCount(String executor) throws IOException {
        App2<Path, Map<String, Integer>, Integer> sum =
                dfk.app(MemoizationTest::sum).executor(executor).memoize(withoutRuns());
        Map<String, Integer> one = new LinkedHashMap<>(Map.of(executor, 1));
        one.put("b", 2);
        Map<String, Integer> other = new LinkedHashMap<>(Map.of("b", 2));
        other.put(executor, 1);
        assertThat(result(sum.call(runs, one))).isEqualTo(3);
        assertThat(result(sum.call(runs, other))).isEqualTo(3);
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void failuresAreNotRemembered() throws IOException {
        App2<Path, Integer, Integer> failing =
                dfk.app(MemoizationTest::failing).executor("htex").memoize(withoutRuns());
        assertThat(failure(failing.call(runs, 1), RemoteException.class)).hasMessageContaining("no 1");
        assertThat(failure(failing.call(runs, 1), RemoteException.class)).hasMessageContaining("no 1");
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void aFileCountsAsWasChosen() throws IOException {
        Path file = directory.resolve("file");
        write(file, "one");
        FileTime time = Files.getLastModifiedTime(file);
        for (Memoization.Files counted : Memoization.Files.values()) {
            App2<Path, Path, String> content = dfk.app(MemoizationTest::content)
                    .executor("htex")
                    .memoize(withoutRuns().files(counted));
            Files.deleteIfExists(runs);
            write(file, "one");
            Files.setLastModifiedTime(file, time);
            assertThat(result(content.call(runs, file))).isEqualTo("one");
            assertThat(result(content.call(runs, file))).isEqualTo("one");
            write(file, "two");
            Files.setLastModifiedTime(file, time);
            result(content.call(runs, file));
            assertThat(runs())
                    .as(counted + ": same size and time")
                    .isEqualTo(counted == Memoization.Files.CONTENT ? 2 : 1);
            Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5000));
            result(content.call(runs, file));
            assertThat(runs()).as(counted + ": another time").isEqualTo(counted == Memoization.Files.PATH ? 1 : 2);
        }
    }

    @Test
    void anInputFileCountsToo() throws IOException {
        Path input = directory.resolve("input");
        write(input, "one");
        var command = dfk.bash(MemoizationTest::command).executor("htex").memoize(withoutRuns());
        assertThat(result(command.inputs(Arg.of(input)).call(runs))).isZero();
        assertThat(result(command.inputs(Arg.of(input)).call(runs))).isZero();
        assertThat(runs()).isEqualTo(1);
        write(input, "other");
        assertThat(result(command.inputs(Arg.of(input)).call(runs))).isZero();
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void aJoinAppIsRememberedToo() throws IOException {
        var join = dfk.join(MemoizationTest::twiceTwice).memoize(withoutRuns());
        assertThat(result(join.call(runs, 5))).isEqualTo(20);
        assertThat(result(join.call(runs, 5))).isEqualTo(20);
        assertThat(runs()).isEqualTo(2);
    }

    static AppFuture<Integer> twiceTwice(Path runs, int x) {
        App2<Path, Integer, Integer> twice =
                DataFlowKernel.current().app(MemoizationTest::twice).executor("htex");
        return twice.call(Arg.of(runs), twice.call(runs, x));
    }

    @Test
    void aLambdaIsRememberedButHasNoVersion() {
        App1<Integer, Integer> lambda = dfk.app((Integer x) -> x + 1);
        assertThat(result(lambda.memoize().call(1))).isEqualTo(2);
        AppFuture<Integer> again = lambda.memoize().call(1);
        assertThat(result(again)).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lambda.version("1"))
                .withMessageContainingAll("has no name of its own", "make it a static method");
    }

    record Unencodable(Thread thread) {}

    static int of(Unencodable value) {
        return value.thread().getPriority();
    }

    @Test
    void anArgumentThatCannotBeComparedFailsTheCall() {
        var app = dfk.app(MemoizationTest::of).executor("threads");
        Unencodable value = new Unencodable(Thread.currentThread());
        assertThat(result(app.call(value))).isPositive();
        assertThat(failure(app.memoize().call(value), ValueException.class))
                .hasMessageContainingAll("memoised", "cannot be told from others", "argument 1");
    }

    @Test
    void argumentsThatAreNotThereCannotBeIgnored() {
        var twice = dfk.app(MemoizationTest::twice);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> twice.memoize(Memoization.DEFAULT.ignoring(1, 3)))
                .withMessageContainingAll("has 2 arguments; ignored are [1, 3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memoization.DEFAULT.ignoring(0))
                .withMessageContaining("numbered from 1");
    }
}
