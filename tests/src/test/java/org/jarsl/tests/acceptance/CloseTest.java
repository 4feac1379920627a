package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;
import static org.jarsl.tests.acceptance.Waits.untilExists;
import static org.jarsl.tests.acceptance.Waits.write;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;
import org.jarsl.ExitMode;
import org.jarsl.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens while a DataFlowKernel closes. */
@Timeout(600)
class CloseTest {
    private static final int THREADS = 8;

    static AppFuture<Integer> waitsAndCalls(Path started, Path go) throws Exception {
        Blockers.startedUntilExists(started, go);
        return DataFlowKernel.current().app(Numbers::twice).call(21);
    }

    @Test
    void nobodyWhoAsksMeanwhileWaitsForEver(@TempDir Path directory) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < 10; round++) {
                DataFlowKernel dfk = DataFlowKernel.load(Configs.threads(directory, 1));
                App1<Integer, Integer> twice = dfk.app(Numbers::twice);
                AtomicBoolean over = new AtomicBoolean();
                Queue<AppFuture<Integer>> futures = new ConcurrentLinkedQueue<>();
                List<CompletableFuture<Void>> loops = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    boolean waits = i % 2 == 0;
                    loops.add(CompletableFuture.runAsync(
                            () -> {
                                while (!over.get()) {
                                    if (waits) {
                                        dfk.awaitAll();
                                    } else if (!calls(twice, futures)) {
                                        return;
                                    }
                                }
                            },
                            threads));
                }
                until("they call", () -> futures.size() > 100);
                dfk.close();
                over.set(true);
                loops.forEach(Waits::result);
                until("all have ended", () -> futures.stream().allMatch(AppFuture::isDone));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** False once calls are refused. */
    private static boolean calls(App1<Integer, Integer> twice, Queue<AppFuture<Integer>> futures) {
        try {
            futures.add(twice.call(1));
            return true;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("closed");
            return false;
        }
    }

    @Test
    void aCloseThatWaitsRefusesCallsOfOthersButNotOfTasks(@TempDir Path directory) {
        Path started = directory.resolve("started");
        Path go = directory.resolve("go");
        DataFlowKernel dfk = DataFlowKernel.load(Configs.threads(directory, 1).withExitMode(ExitMode.WAIT));
        App1<Integer, Integer> twice = dfk.app(Numbers::twice);
        AppFuture<Integer> join = dfk.join(CloseTest::waitsAndCalls).call(started, go);
        untilExists(started);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(dfk::close);
        until("others are refused", () -> !calls(twice, new ConcurrentLinkedQueue<>()));
        assertThat(closing).isNotDone();
        assertThatIllegalStateException().isThrownBy(() -> twice.call(1)).withMessageContaining("closed");
        write(go, "");
        assertThat(result(join)).isEqualTo(42);
        result(closing);
    }

    @Test
    void aSecondCloseWaitsForTheFirst(@TempDir Path directory) {
        Path started = directory.resolve("started");
        Path go = directory.resolve("go");
        DataFlowKernel dfk = DataFlowKernel.load(Configs.threads(directory, 1).withExitMode(ExitMode.WAIT));
        AppFuture<Integer> task = dfk.app(Blockers::startedUntilExists).call(started, go);
        untilExists(started);
        CompletableFuture<Void> first = CompletableFuture.runAsync(dfk::close);
        CompletableFuture<Void> second = CompletableFuture.runAsync(dfk::close);
        write(go, "");
        result(second);
        assertThat(result(task)).isEqualTo(1);
        result(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"threads", "htex", "apart"})
    void aCloseThatDrainsLetsThatEndWhatRunsAndCancelsTheRest(String on, @TempDir Path directory) {
        Path started = directory.resolve("started");
        Path go = directory.resolve("go");
        DataFlowKernel dfk = DataFlowKernel.load(Configs.of(
                        directory,
                        "{ type = thread-pool, max-threads = 1 }, " + Configs.manager("htex", 1, "prefetch = 4") + ", "
                                + Configs.manager("apart", 1, "prefetch = 4, interchange.mode = process"))
                .withExitMode(ExitMode.DRAIN));
        AppFuture<Integer> running =
                dfk.app(Blockers::startedUntilExists).executor(on).call(started, go);
        untilExists(started);
        // Far more than can begin before all have heard of the close.
        List<AppFuture<Integer>> rest = IntStream.range(0, 200)
                .mapToObj(i -> dfk.app(Blockers::startedPause).executor(on).call(directory.resolve("started-" + i), 50))
                .toList();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(dfk::close);
        until("others are refused", () -> !calls(dfk.app(Numbers::twice), new ConcurrentLinkedQueue<>()));
        write(go, "");
        assertThat(result(running)).isEqualTo(1);
        result(closing);
        for (int i = 0; i < rest.size(); i++) {
            assertThat(rest.get(i).taskState())
                    .isEqualTo(
                            Files.exists(directory.resolve("started-" + i))
                                    ? TaskState.EXEC_DONE
                                    : TaskState.CANCELLED);
        }
        assertThat(rest.get(rest.size() - 1).taskState()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void aCloseThatDrainsDoesNotWaitForEver(@TempDir Path directory) {
        Path started = directory.resolve("started");
        DataFlowKernel dfk = DataFlowKernel.load(
                Configs.threads(directory, 1).withExitMode(ExitMode.DRAIN).withExitTimeout(Duration.ofSeconds(1)));
        AppFuture<Integer> running = dfk.app(Blockers::startedUntilExists).call(started, directory.resolve("never"));
        untilExists(started);
        dfk.close();
        assertThat(running.taskState()).isEqualTo(TaskState.CANCELLED);
    }
}
