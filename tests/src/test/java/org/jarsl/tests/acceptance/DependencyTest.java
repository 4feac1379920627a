package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jarsl.App1;
import org.jarsl.App2;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.DependencyException;
import org.jarsl.RemoteException;
import org.jarsl.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DependencyTest extends TwoExecutors {
    private static final int LONG = 10_000;
    private static final int WIDE = 5_000;

    static int addOne(int x) {
        return x + 1;
    }

    static long sum(List<Integer> numbers) {
        return Numbers.sum(numbers);
    }

    static int failAfter(Path file) throws InterruptedException {
        Blockers.untilExists(file);
        throw new IllegalStateException("the root");
    }

    @OnBothExecutors
    void theChainAndTheRootCauseAreInTheFailure(String on) {
        AppFuture<Integer> root = dfk.app(Numbers::fail).executor(on).call("the root");
        App1<Integer, Integer> twice = dfk.app(Numbers::twice).executor(on);
        AppFuture<Integer> a = twice.call(root);
        AppFuture<Integer> b = twice.call(a);
        AppFuture<Integer> c = twice.call(b);
        DependencyException failure = failure(c, DependencyException.class);
        assertThat(failure.chain()).containsExactly(b.taskId(), a.taskId(), root.taskId());
        assertThat(failure.getCause()).isInstanceOf(RemoteException.class);
        assertThat(failure).hasMessageContainingAll("task " + c.taskId(), "task " + root.taskId(), "the root");
        assertThat(failure(a, DependencyException.class).chain()).containsExactly(root.taskId());
        assertThat(c.taskState()).isEqualTo(TaskState.DEP_FAIL);
        assertThat(root.taskState()).isEqualTo(TaskState.FAILED);
        assertThat(c.failure()).isInstanceOf(DependencyException.class);
    }

    @OnBothExecutors
    void oneOfManyFailsAndTheOthersRun(String on) {
        App1<Integer, Integer> twice = dfk.app(Numbers::twice).executor(on);
        AppFuture<Integer> good = twice.call(1);
        AppFuture<Integer> bad = dfk.app(Numbers::fail).executor(on).call("bad one");
        AppFuture<Long> sum = dfk.app(DependencyTest::sum).executor(on).call(Arg.all(List.of(good, bad, good)));
        assertThat(failure(sum, DependencyException.class)).hasMessageContaining("bad one");
        assertThat(result(twice.call(good))).isEqualTo(4);
    }

    @Test
    void aFailureInsideNestedListsIsFound() {
        AppFuture<Integer> bad = dfk.app(Numbers::fail).executor("threads").call("deep inside");
        Arg<List<Integer>> row = Arg.all(List.of(Arg.of(1), bad));
        AppFuture<Integer> sum =
                dfk.app(Numbers::sumOfRows).executor("threads").call(Arg.all(List.of(Arg.of(List.of(1)), row)));
        assertThat(failure(sum, DependencyException.class)).hasMessageContaining("deep inside");
    }

    @Test
    void aLongChainRuns() {
        App1<Integer, Integer> addOne = dfk.app(DependencyTest::addOne).executor("threads");
        AppFuture<Integer> last = addOne.call(0);
        for (int i = 1; i < LONG; i++) {
            last = addOne.call(last);
        }
        assertThat(result(last)).isEqualTo(LONG);
    }

    @Test
    void aLongChainFailsToItsEndWithAMessageOfBoundedSize(@TempDir Path directory) {
        Path go = directory.resolve("go");
        AppFuture<Integer> root =
                dfk.app(DependencyTest::failAfter).executor("threads").call(go);
        App1<Integer, Integer> addOne = dfk.app(DependencyTest::addOne).executor("threads");
        AppFuture<Integer> last = root;
        for (int i = 1; i < LONG; i++) {
            last = addOne.call(last);
        }
        Waits.write(go, "");
        DependencyException failure = failure(last, DependencyException.class);
        assertThat(failure.chain()).hasSize(1000).endsWith(root.taskId());
        assertThat(failure).hasMessageContaining("the root").hasCauseInstanceOf(RemoteException.class);
        assertThat(failure.getMessage()).hasSizeLessThan(20_000);
    }

    @OnBothExecutors
    void aWideJoinRuns(String on) {
        App1<Integer, Integer> addOne = dfk.app(DependencyTest::addOne).executor(on);
        List<AppFuture<Integer>> parts = new ArrayList<>();
        for (int i = 0; i < WIDE; i++) {
            parts.add(addOne.call(i));
        }
        assertThat(result(dfk.app(DependencyTest::sum).executor(on).call(Arg.all(parts))))
                .isEqualTo((long) WIDE * (WIDE + 1) / 2);
    }

    @OnBothExecutors
    void oneResultGoesToManyTasks(String on) {
        AppFuture<Integer> one = dfk.app(DependencyTest::addOne).executor(on).call(0);
        App2<Integer, Integer, Integer> add = dfk.app(Numbers::add).executor(on);
        List<AppFuture<Integer>> sums = new ArrayList<>();
        for (int i = 0; i < WIDE; i++) {
            sums.add(add.call(one, Arg.of(i)));
        }
        for (int i = 0; i < WIDE; i++) {
            assertThat(result(sums.get(i))).isEqualTo(i + 1);
        }
    }

    @OnBothExecutors
    void oneFutureCanBeEveryArgument(String on) {
        AppFuture<Integer> two = dfk.app(Numbers::twice).executor(on).call(1);
        assertThat(result(dfk.app(Numbers::add).executor(on).call(two, two))).isEqualTo(4);
        assertThat(result(dfk.app(DependencyTest::sum).executor(on).call(Arg.all(List.of(two, two, two)))))
                .isEqualTo(6);
    }
}
