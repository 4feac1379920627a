package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.Assertions;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.DataFlowKernel;
import org.jarsl.JoinException;
import org.jarsl.RemoteException;
import org.jarsl.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinAppTest extends TwoExecutors {
    static AppFuture<Long> fibonacci(int n) {
        DataFlowKernel here = DataFlowKernel.current();
        if (n < 2) {
            return here.app((Integer x) -> (long) x).call(n);
        }
        return here.app((Long a, Long b) -> a + b)
                .call(
                        here.join(JoinAppTest::fibonacci).call(n - 1),
                        here.join(JoinAppTest::fibonacci).call(n - 2));
    }

    static AppFuture<Integer> failing(String on) {
        return DataFlowKernel.current().app(Numbers::fail).executor(on).call("inside");
    }

    static AppFuture<Integer> failingBefore(int x) {
        throw new IllegalStateException("before " + x);
    }

    @SuppressWarnings("NullAway") // what a careless user writes
    static AppFuture<Integer> nothing(int x) {
        return x > 0 ? null : DataFlowKernel.current().app(Numbers::twice).call(x);
    }

    static AppFuture<Integer> deep(int levels) {
        DataFlowKernel here = DataFlowKernel.current();
        return levels == 0
                ? here.app(Numbers::seven).call()
                : here.join(JoinAppTest::deep).call(levels - 1);
    }

    static AppFuture<Long> wide(String on, int width) {
        List<AppFuture<Integer>> parts = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            parts.add(DataFlowKernel.current().app(Numbers::twice).executor(on).call(i));
        }
        return DataFlowKernel.current().app(JoinAppTest::sum).executor(on).call(Arg.all(parts));
    }

    static long sum(List<Integer> numbers) {
        return Numbers.sum(numbers);
    }

    static AppFuture<Integer> blocked(Path file) {
        return DataFlowKernel.current().app(Blockers::untilExists).call(file);
    }

    @Test
    void fibonacciRunsThroughJoinsOfJoins() {
        assertThat(result(dfk.join(JoinAppTest::fibonacci).call(12))).isEqualTo(144);
    }

    @Test
    void joinsNestDeeply() {
        assertThat(result(dfk.join(JoinAppTest::deep).call(2_000))).isEqualTo(7);
    }

    @OnBothExecutors
    void aJoinAppMakesAsManyTasksAsItLikes(String on) {
        assertThat(result(dfk.join(JoinAppTest::wide).call(on, 1_000))).isEqualTo(999_000);
    }

    @OnBothExecutors
    void itsResultIsAnArgumentLikeAnyOther(String on) {
        AppFuture<Long> wide = dfk.join(JoinAppTest::wide).call(on, 3);
        assertThat(result(dfk.app((Long x) -> x + 1).executor(on).call(wide))).isEqualTo(7);
    }

    @OnBothExecutors
    void whatItReturnedAndHasFailedIsTheCause(String on) {
        JoinException failure = failure(dfk.join(JoinAppTest::failing).call(on), JoinException.class);
        assertThat(failure).hasMessageContaining("inside").hasCauseInstanceOf(RemoteException.class);
        assertThat(failure).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aJoinAppThatThrowsFailsWithThat() {
        assertThat(failure(dfk.join(JoinAppTest::failingBefore).call(3), RemoteException.class))
                .hasMessageContaining("before 3")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aJoinAppThatReturnsNullSaysWhatItMustReturn() {
        assertThat(failure(dfk.join(JoinAppTest::nothing).call(1), JoinException.class))
                .hasMessageContainingAll("null", "future");
        assertThat(result(dfk.join(JoinAppTest::nothing).call(-1))).isEqualTo(-2);
    }

    @Test
    void aJoinThatWaitsCanBeCancelled(@TempDir Path directory) {
        Path file = directory.resolve("go");
        AppFuture<Integer> join = dfk.join(JoinAppTest::blocked).call(file);
        Waits.until("joining", () -> join.taskState() == TaskState.JOINING);
        assertThat(join.cancel(true)).isTrue();
        Assertions.assertThatExceptionOfType(CancellationException.class).isThrownBy(join::join);
        Waits.write(file, "");
        dfk.awaitAll();
        assertThat(join.taskState()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void thereIsNoCurrentOneElsewhere() {
        Assertions.assertThatIllegalStateException().isThrownBy(DataFlowKernel::current);
    }
}
