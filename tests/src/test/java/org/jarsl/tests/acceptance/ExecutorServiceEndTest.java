package org.jarsl.tests.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.untilExists;
import static org.jarsl.tests.acceptance.Waits.write;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jarsl.DataFlowKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the ExecutorService of a DataFlowKernel comes to its end. */
@Timeout(600)
class ExecutorServiceEndTest {
    @TempDir
    Path directory;

    DataFlowKernel dfk;

    @BeforeEach
    void load() {
        dfk = DataFlowKernel.load(Configs.both(directory));
    }

    @AfterEach
    void close() {
        dfk.close();
    }

    @Test
    void aRejectedTaskDoesNotKeepItFromTerminating() throws InterruptedException {
        ExecutorService service = dfk.asExecutorService("htex");
        Object captured = new Object();
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> service.execute(() -> assertThat(captured).isNotNull()));
        service.shutdown();
        assertThat(service.isTerminated()).isTrue();
        assertThat(service.awaitTermination(60, SECONDS)).isTrue();
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless user writes
    void invokeAnyCancelsWhatItStartedWhenALaterTaskIsRejected() {
        Path interrupted = directory.resolve("interrupted");
        Path started = directory.resolve("started");
        ExecutorService service = dfk.asExecutorService("threads");
        Callable<Integer> runs = () -> Blockers.untilInterrupted(started, interrupted);
        Callable<Integer> none = null;
        List<Callable<Integer>> tasks = new java.util.ArrayList<>();
        tasks.add(runs);
        tasks.add(none);
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> service.invokeAny(tasks));
        dfk.awaitAll();
        assertThat(dfk.counts().cancelled()).isEqualTo(1);
    }

    @Test
    void closingTheKernelEndsIt() throws InterruptedException {
        ExecutorService service = dfk.asExecutorService("threads");
        assertThat(service.isShutdown()).isFalse();
        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                waiting.complete(service.awaitTermination(60, SECONDS));
            } catch (InterruptedException e) {
                waiting.completeExceptionally(e);
            }
        });
        waiter.start();
        dfk.close();
        assertThat(service.isShutdown()).isTrue();
        assertThat(service.isTerminated()).isTrue();
        assertThat(result(waiting)).isTrue();
        assertThat(service.awaitTermination(60, SECONDS)).isTrue();
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> service.execute(() -> {}))
                .withMessageContaining("closed");
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> service.submit(() -> 1));
    }

    @Test
    void afterAShutdownWhatRunsIsWaitedFor() throws InterruptedException {
        ExecutorService service = dfk.asExecutorService("threads");
        Path started = directory.resolve("started");
        Path go = directory.resolve("go");
        CountDownLatch done = new CountDownLatch(1);
        service.execute(() -> {
            try {
                Blockers.startedUntilExists(started, go);
                done.countDown();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        untilExists(started);
        service.shutdown();
        assertThat(service.isTerminated()).isFalse();
        assertThat(service.awaitTermination(0, SECONDS)).isFalse();
        write(go, "");
        assertThat(service.awaitTermination(60, SECONDS)).isTrue();
        assertThat(done.getCount()).isZero();
    }
}
