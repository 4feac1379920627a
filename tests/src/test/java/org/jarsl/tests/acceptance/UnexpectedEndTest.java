package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;
import static org.jarsl.tests.acceptance.Waits.untilExists;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.DataFlowKernel;
import org.jarsl.ExecutorFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What users see when Pekko ends the head's actor system, as it does after an error that it takes for fatal. */
@Timeout(600)
class UnexpectedEndTest {
    private static Object fieldOf(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    /** As when memory runs out in a thread of Pekko's own. */
    private static void breakSystem(DataFlowKernel dfk) throws ReflectiveOperationException {
        Object head = fieldOf(fieldOf(dfk, "kernel"), "system");
        ActorSystem<?> system = (ActorSystem<?>) fieldOf(head, "system");
        system.scheduler()
                .scheduleOnce(
                        Duration.ofMillis(1),
                        () -> {
                            throw new OutOfMemoryError("of a test");
                        },
                        system.executionContext());
    }

    @Test
    void everyTaskFailsAndNobodyWaitsForEver(@TempDir Path directory) throws ReflectiveOperationException {
        DataFlowKernel dfk = DataFlowKernel.load(Configs.both(directory));
        App1<Integer, Integer> twice = dfk.app(Numbers::twice);
        List<AppFuture<Integer>> unfinished = new ArrayList<>();
        for (String on : List.of("threads", "htex")) {
            Path started = directory.resolve(on + ".started");
            AppFuture<Integer> running =
                    dfk.app(Blockers::startedUntilExists).executor(on).call(started, directory.resolve("never"));
            unfinished.add(running);
            unfinished.add(twice.executor(on).call(running));
            unfinished.add(twice.executor(on).call(Arg.of(new CompletableFuture<>())));
            untilExists(started);
        }
        ExecutorService service = dfk.asExecutorService("threads");
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(dfk::awaitAll);
        breakSystem(dfk);
        for (AppFuture<Integer> future : unfinished) {
            assertThat(failure(future, ExecutorFailedException.class))
                    .hasMessageContainingAll(
                            "actor system",
                            "ended unexpectedly",
                            dfk.runDirectory().toString());
            assertThat(future.isCancelled()).isFalse();
        }
        result(waiting);
        until("calls are refused", () -> service.isShutdown());
        assertThatIllegalStateException().isThrownBy(() -> twice.call(1)).withMessageContaining("ended unexpectedly");
        assertThatThrownBy(() -> service.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(service.isTerminated()).isTrue();
        result(CompletableFuture.runAsync(dfk::awaitAll));
        assertThat(dfk.counts().failed()).isEqualTo(6);
        long manager = dfk.nodes().get(0).pid();
        result(CompletableFuture.runAsync(dfk::close));
        Waits.untilGone(manager);
    }

    @Test
    void aCallThatWaitsForRoomIsRefused(@TempDir Path directory) throws ReflectiveOperationException {
        DataFlowKernel dfk = DataFlowKernel.load(Configs.threads(directory, 1).withMaxTasks(1));
        dfk.app(Blockers::untilExists).call(directory.resolve("never"));
        List<CompletableFuture<AppFuture<Integer>>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<AppFuture<Integer>> call = new CompletableFuture<>();
            calls.add(call);
            Thread caller = new Thread(
                    () -> call.completeAsync(() -> dfk.app(Numbers::twice).call(3), Runnable::run));
            caller.start();
            until("the caller waits", () -> caller.getState() == Thread.State.TIMED_WAITING);
        }
        breakSystem(dfk);
        for (CompletableFuture<AppFuture<Integer>> call : calls) {
            until("the caller is released", call::isDone);
            if (!call.isCompletedExceptionally()) {
                // It was let in at the last moment.
                assertThat(failure(result(call), ExecutorFailedException.class)).hasMessageContaining("unexpectedly");
            }
        }
        result(CompletableFuture.runAsync(dfk::close));
    }
}
