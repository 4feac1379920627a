package org.jarsl.tests.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The facade for code that was written for an ExecutorService, on threads and on manager JVMs. */
@Timeout(600)
class ExecutorServiceTest {
    record Sum(int a, int b) implements Callable<Integer> {
        @Override
        public Integer call() {
            return a + b;
        }
    }

    record Words(List<String> words) implements Callable<List<String>> {
        @Override
        public List<String> call() {
            return words.stream().map(String::toUpperCase).toList();
        }
    }

    record Fails(String message) implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IllegalStateException(message);
        }
    }

    record Sleeps(long millis) implements Callable<Integer> {
        @Override
        public Integer call() throws InterruptedException {
            Thread.sleep(millis);
            return 1;
        }
    }

    private static DataFlowKernel dfk;

    @BeforeAll
    static void load(@TempDir Path directory) {
        dfk = DataFlowKernel.load(Config.parse(
                        "jarsl.executors = [{ type = high-throughput, max-workers-per-node = 2 }, { type = thread-pool }]")
                .withRunDirectory(directory));
    }

    @AfterAll
    static void close() {
        dfk.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"htex", "threads"})
    void objectsOfNamedClassesRunAndReturnTheirResults(String label) throws Exception {
        ExecutorService service = dfk.asExecutorService(label);
        assertThat(service.submit(new Sum(2, 3)).get(60, SECONDS)).isEqualTo(5);
        assertThat(service.submit(new Words(List.of("a", "b"))).get(60, SECONDS))
                .containsExactly("A", "B");
        List<Sum> sums = IntStream.range(0, 50).mapToObj(i -> new Sum(i, i)).toList();
        int total = 0;
        for (Future<Integer> sum : service.invokeAll(sums)) {
            total += sum.get();
        }
        assertThat(total).isEqualTo(50 * 49);
        assertThat(service.invokeAny(List.of(new Fails("no"), new Sum(1, 1)))).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"htex", "threads"})
    void whatATaskThrowsIsTheCause(String label) {
        Future<Integer> failing = dfk.asExecutorService(label).submit(new Fails("boom"));
        assertThatThrownBy(() -> failing.get(60, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("boom");
    }

    @Test
    void aSerializableLambdaThatCapturesNothingRunsInAnotherJvm() throws Exception {
        Future<String> future =
                dfk.asExecutorService("htex").submit((Callable<String> & Serializable) () -> "from a lambda");
        assertThat(future.get(60, SECONDS)).isEqualTo("from a lambda");
    }

    @Test
    void aLambdaThatOtherJvmsCannotMakeIsRejectedWithAWayOut() {
        assertThatThrownBy(() -> dfk.asExecutorService("htex").submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("named class or record");
    }

    @ParameterizedTest
    @ValueSource(strings = {"htex", "threads"})
    void shuttingDownStopsWhatRunsAndRefusesMore(String label) throws Exception {
        ExecutorService service = dfk.asExecutorService(label);
        Future<Integer> sleeping = service.submit(new Sleeps(600_000));
        service.shutdownNow();
        assertThat(service.awaitTermination(30, SECONDS)).isTrue();
        assertThat(sleeping.isCancelled()).isTrue();
        assertThat(service.isTerminated()).isTrue();
        assertThatThrownBy(() -> service.submit(new Sum(1, 1))).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void anyLambdaRunsOnThreadsOfThisJvm() throws Exception {
        int captured = 20;
        assertThat(dfk.asExecutorService("threads").submit(() -> captured + 1).get(30, SECONDS))
                .isEqualTo(21);
    }
}
