package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.pidIn;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;
import static org.jarsl.tests.acceptance.Waits.untilExists;
import static org.jarsl.tests.acceptance.Waits.untilGone;
import static org.jarsl.tests.acceptance.Waits.write;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;
import org.jarsl.DependencyException;
import org.jarsl.TaskCancelledException;
import org.jarsl.TaskState;
import org.junit.jupiter.api.io.TempDir;

class CancelTest extends TwoExecutors {
    private static void assertCancelled(AppFuture<?> future) {
        assertThat(future.isCancelled()).isTrue();
        assertThat(future.isDone()).isTrue();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(future::join);
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> future.get(Waits.SECONDS, TimeUnit.SECONDS));
        until("cancelled", () -> future.taskState() == TaskState.CANCELLED);
    }

    @OnBothExecutors
    void aTaskThatWaitsForAnotherNeverStarts(String on, @TempDir Path directory) {
        Path go = directory.resolve("go");
        Path mark = directory.resolve("mark");
        AppFuture<Integer> first = dfk.app(Blockers::untilExists).executor(on).call(go);
        AppFuture<Integer> second =
                dfk.bash(CancelTest::touchAfter).executor(on).call(first, org.jarsl.Arg.of(mark));
        assertThat(second.cancel(true)).isTrue();
        assertCancelled(second);
        write(go, "");
        assertThat(result(first)).isEqualTo(1);
        assertThat(result(dfk.app(Numbers::twice).executor(on).call(first))).isEqualTo(2);
        assertThat(mark).doesNotExist();
    }

    static String touchAfter(int x, Path file) {
        return "touch '" + file + "'";
    }

    @OnBothExecutors
    void aTaskInTheQueueNeverStarts(String on, @TempDir Path directory) {
        cancelInTheQueue(on, directory, true);
    }

    @OnBothExecutors
    void aTaskInTheQueueNeverStartsEvenIfItCouldRunToItsEnd(String on, @TempDir Path directory) {
        cancelInTheQueue(on, directory, false);
    }

    private static void cancelInTheQueue(String on, Path directory, boolean interrupt) {
        Path go = directory.resolve("go");
        Path started = directory.resolve("started");
        Path mark = directory.resolve("mark");
        String executors = "{ type = thread-pool, max-threads = 1 }, " + Configs.manager("htex", 1, "prefetch = 0");
        try (DataFlowKernel own = DataFlowKernel.load(Configs.of(directory, executors))) {
            AppFuture<Integer> blocker =
                    own.app(Blockers::startedUntilExists).executor(on).call(started, go);
            untilExists(started);
            AppFuture<Integer> queued = own.app(Blockers::touch).executor(on).call(mark);
            assertThat(queued.cancel(interrupt)).isTrue();
            assertCancelled(queued);
            until("the cancellation is counted", () -> own.counts().cancelled() == 1);
            write(go, "");
            assertThat(result(blocker)).isEqualTo(1);
            assertThat(result(own.app(Numbers::twice).executor(on).call(1))).isEqualTo(2);
            assertThat(mark).doesNotExist();
        }
    }

    @OnBothExecutors
    void aRunningLoopIsInterrupted(String on, @TempDir Path directory) {
        Path started = directory.resolve("started");
        Path interrupted = directory.resolve("interrupted");
        AppFuture<Integer> loop =
                dfk.app(Blockers::untilInterrupted).executor(on).call(started, interrupted);
        untilExists(started);
        assertThat(loop.cancel(true)).isTrue();
        assertCancelled(loop);
        untilExists(interrupted);
        assertThat(result(dfk.app(Numbers::twice).executor(on).call(1))).isEqualTo(2);
    }

    @OnBothExecutors
    void cancellingWithoutInterruptionLetsItRunToItsEnd(String on, @TempDir Path directory) {
        Path started = directory.resolve("started");
        Path go = directory.resolve("go");
        Path ended = directory.resolve("ended");
        AppFuture<Integer> task =
                dfk.app(CancelTest::untilExistsThenTouch).executor(on).call(started, go, ended);
        untilExists(started);
        assertThat(task.cancel(false)).isTrue();
        assertCancelled(task);
        write(go, "");
        untilExists(ended);
        assertThat(result(dfk.app(Numbers::twice).executor(on).call(1))).isEqualTo(2);
        assertCancelled(task);
    }

    static int untilExistsThenTouch(Path started, Path go, Path ended) throws Exception {
        Blockers.startedUntilExists(started, go);
        return Blockers.touch(ended);
    }

    @OnBothExecutors
    void aRunningCommandAndItsChildrenAreGone(String on, @TempDir Path directory) {
        Path pid = directory.resolve("pid");
        Path child = directory.resolve("child");
        AppFuture<Integer> sleeper = dfk.bash(Commands::sleeper).executor(on).call(pid, child);
        long parentPid = pidIn(pid);
        long childPid = pidIn(child);
        assertThat(Waits.isRunning(childPid)).isTrue();
        assertThat(sleeper.cancel(true)).isTrue();
        assertCancelled(sleeper);
        untilGone(parentPid);
        untilGone(childPid);
        assertThat(result(dfk.bash(Commands::line).executor(on).call("true"))).isZero();
    }

    @OnBothExecutors
    void aCommandThatIgnoresTermIsKilled(String on, @TempDir Path directory) {
        Path pid = directory.resolve("pid");
        AppFuture<Integer> sleeper =
                dfk.bash(Commands::stubbornSleeper).executor(on).call(pid);
        long number = pidIn(pid);
        assertThat(sleeper.cancel(true)).isTrue();
        untilGone(number);
    }

    @OnBothExecutors
    void aTaskThatHasEndedCannotBeCancelled(String on) {
        AppFuture<Integer> done = dfk.app(Numbers::twice).executor(on).call(1);
        assertThat(result(done)).isEqualTo(2);
        assertThat(done.cancel(true)).isFalse();
        assertThat(done.isCancelled()).isFalse();
        assertThat(result(done)).isEqualTo(2);
        AppFuture<Integer> failed = dfk.app(Numbers::fail).executor(on).call("x");
        failure(failed);
        assertThat(failed.cancel(true)).isFalse();
        assertThat(failed.isCancelled()).isFalse();
    }

    @OnBothExecutors
    void aSecondCancelChangesNothing(String on, @TempDir Path directory) {
        AppFuture<Integer> task = dfk.app(Blockers::untilExists).executor(on).call(directory.resolve("never"));
        assertThat(task.cancel(true)).isTrue();
        assertThat(task.cancel(true)).isFalse();
        assertCancelled(task);
    }

    @OnBothExecutors
    void dependentsOfACancelledTaskFailAndSaySo(String on, @TempDir Path directory) {
        AppFuture<Integer> first = dfk.app(Blockers::untilExists).executor(on).call(directory.resolve("never"));
        AppFuture<Integer> second = dfk.app(Numbers::twice).executor(on).call(first);
        assertThat(first.cancel(true)).isTrue();
        DependencyException failure = failure(second, DependencyException.class);
        assertThat(failure.getCause()).isInstanceOf(TaskCancelledException.class);
        assertThat(failure).hasMessageContaining("cancelled");
        assertThat(failure.chain()).containsExactly(first.taskId());
        assertThat(second.isCancelled()).isFalse();
        AppFuture<Integer> third = dfk.app(Numbers::twice).executor(on).call(first);
        assertThat(failure(third, DependencyException.class)).hasMessageContaining("cancelled");
    }

    @OnBothExecutors
    void aThousandTasksAreCancelledAtOnce(String on, @TempDir Path directory) {
        Path never = directory.resolve("never");
        List<AppFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            tasks.add(dfk.app(Blockers::untilExists).executor(on).call(never));
        }
        tasks.forEach(task -> assertThat(task.cancel(true)).isTrue());
        assertThat(result(dfk.app(Numbers::twice).executor(on).call(1))).isEqualTo(2);
        tasks.forEach(CancelTest::assertCancelled);
    }
}
