package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.DependencyException;
import org.jarsl.RetryPolicy;
import org.jarsl.TaskEvent;
import org.jarsl.TaskListener;
import org.jarsl.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What users hand to a DataFlowKernel besides apps, and does what it should not. */
@Timeout(600)
class UserErrorsTest {
    private static final int CALLBACK_THREADS = 64;

    private static Config withPolicy(Path directory, RetryPolicy policy) {
        return Configs.threads(directory, 2).withRetries(1).withRetryPolicy(policy);
    }

    @Test
    void aPolicyThatThrowsAnErrorFailsTheTaskWithThat(@TempDir Path directory) {
        RetryPolicy policy = (failure, taskId, attempt) -> {
            throw new AssertionError("policy broke");
        };
        try (DataFlowKernel dfk = DataFlowKernel.load(withPolicy(directory, policy))) {
            AppFuture<Integer> future = dfk.app(Numbers::fail).call("the reason");
            assertThat(failure(future))
                    .hasMessageContainingAll("retry policy", "policy broke", "the reason")
                    .hasCauseInstanceOf(AssertionError.class);
        }
    }

    @Test
    void aListenerThatThrowsAnErrorGoesOnHearing(@TempDir Path directory) {
        AtomicInteger ended = new AtomicInteger();
        TaskListener listener = new TaskListener() {
            @Override
            public void onEvent(TaskEvent event) {
                if (event.state() == TaskState.EXEC_DONE) {
                    ended.incrementAndGet();
                }
                throw new NoClassDefFoundError("of a listener");
            }
        };
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.threads(directory, 1))) {
            dfk.addListener(listener);
            App1<Integer, Integer> twice = dfk.app(Numbers::twice);
            result(twice.call(1));
            result(twice.call(2));
            until("both ends are told", () -> ended.get() == 2);
        }
    }

    @Test
    void aFutureFromOutsideWhoseExceptionHasNoWordsFailsTheTask(@TempDir Path directory) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.threads(directory, 1))) {
            CompletableFuture<Integer> outside = new CompletableFuture<>();
            AppFuture<Integer> future = dfk.app(Numbers::twice).call(Arg.of(outside));
            // In some versions of Java CompletableFuture itself does not survive it.
            Throwable unused = catchThrowable(() -> outside.completeExceptionally(new Faults.SpitefulException()));
            assertThat(failure(future, DependencyException.class)).hasMessageContaining("SpitefulException");
        }
    }

    @Test
    void slowCallbacksTakeABoundedNumberOfThreads(@TempDir Path directory) {
        int tasks = 300;
        CountDownLatch begun = new CountDownLatch(CALLBACK_THREADS);
        CountDownLatch go = new CountDownLatch(1);
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.threads(directory, 2))) {
            List<CompletableFuture<Integer>> chained = new ArrayList<>();
            App1<Integer, Integer> twice = dfk.app(Numbers::twice);
            Path all = directory.resolve("all");
            AppFuture<Integer> first = dfk.app(Blockers::untilExists).call(all);
            for (int i = 0; i < tasks; i++) {
                chained.add(twice.call(first).toCompletableFuture().thenApply(x -> {
                    begun.countDown();
                    return await(go) ? x : -1;
                }));
            }
            Waits.write(all, "");
            dfk.awaitAll();
            assertThat(await(begun)).isTrue();
            assertThat(callbackThreads()).isEqualTo(CALLBACK_THREADS);
            go.countDown();
            chained.forEach(copy -> assertThat(result(copy)).isEqualTo(2));
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(Waits.SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Blocked inside this test's callbacks, so that threads of other DataFlowKernels do not count. */
    private static long callbackThreads() {
        return Thread.getAllStackTraces().values().stream()
                .filter(frames -> Arrays.stream(frames)
                        .anyMatch(frame -> frame.getClassName().startsWith(UserErrorsTest.class.getName())
                                && frame.getMethodName().contains("slowCallbacks")
                                && frame.getMethodName().startsWith("lambda$")))
                .count();
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless user writes
    void aCallThatIsRefusedTakesNoPlace(@TempDir Path directory) {
        try (DataFlowKernel dfk =
                DataFlowKernel.load(Configs.threads(directory, 1).withMaxTasks(2))) {
            App1<Integer, Integer> twice = dfk.app(Numbers::twice);
            Arg<Path> noFile = Arg.of((Path) null);
            Arg<Integer> nothing = null;
            for (int i = 0; i < 5; i++) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> twice.inputs(noFile).call(1))
                        .withMessageContaining("input");
                assertThatIllegalArgumentException().isThrownBy(() -> twice.call(nothing));
            }
            AppFuture<Integer> first = result(CompletableFuture.supplyAsync(() -> twice.call(1)));
            assertThat(result(first)).isEqualTo(2);
            assertThat(first.taskId()).isZero();
        }
    }
}
