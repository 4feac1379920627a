package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.DataFlowKernel;
import org.jarsl.DependencyException;
import org.jarsl.RemoteException;
import org.jarsl.TaskState;
import org.junit.jupiter.api.io.TempDir;

class FutureArgumentsTest extends TwoExecutors {
    @OnBothExecutors
    void aFutureIsAnArgumentLikeAnyOther(String on) {
        App1<Integer, Integer> twice = dfk.app(Numbers::twice).executor(on);
        assertThat(result(twice.call(twice.call(twice.call(1))))).isEqualTo(8);
        assertThat(result(dfk.app(Numbers::add).executor(on).call(twice.call(1), Arg.of(5))))
                .isEqualTo(7);
    }

    @OnBothExecutors
    void aResultOfOneExecutorIsAnArgumentOnTheOther(String on) {
        String other = on.equals("htex") ? "threads" : "htex";
        AppFuture<Map<String, List<Integer>>> made =
                dfk.app(Numbers::byParity).executor(other).call(List.of(1, 2, 3, 4));
        App1<Map<String, List<Integer>>, Integer> size =
                dfk.app(FutureArgumentsTest::evenSum).executor(on);
        assertThat(result(size.call(made))).isEqualTo(6);
    }

    static int evenSum(Map<String, List<Integer>> byParity) {
        return Numbers.sumOfRows(List.of(byParity.getOrDefault("even", List.of())));
    }

    @OnBothExecutors
    void allOfValuesAndFuturesComeInTheirOrder(String on) {
        App1<Integer, Integer> twice = dfk.app(Numbers::twice).executor(on);
        List<Arg<Integer>> numbers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            numbers.add(i % 3 == 0 ? Arg.of(i) : twice.call(i));
        }
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            expected.add(i % 3 == 0 ? i : 2 * i);
        }
        assertThat(result(dfk.app(FutureArgumentsTest::asIs).executor(on).call(Arg.all(numbers))))
                .isEqualTo(expected);
    }

    static List<Integer> asIs(List<Integer> numbers) {
        return numbers;
    }

    @OnBothExecutors
    void allOfNothingIsAnEmptyList(String on) {
        assertThat(result(dfk.app(FutureArgumentsTest::asIs).executor(on).call(Arg.all(List.of()))))
                .isEmpty();
    }

    @OnBothExecutors
    void allOfAllsIsAListOfLists(String on) {
        App1<Integer, Integer> twice = dfk.app(Numbers::twice).executor(on);
        Arg<List<Integer>> first = Arg.all(List.of(twice.call(1), twice.call(2)));
        Arg<List<Integer>> second = Arg.all(List.of(Arg.of(10), twice.call(20)));
        assertThat(result(dfk.app(Numbers::sumOfRows)
                        .executor(on)
                        .call(Arg.all(List.of(first, second, Arg.of(List.of(100)))))))
                .isEqualTo(156);
    }

    @OnBothExecutors
    void aMapOfFuturesKeepsItsKeysAndTheirOrder(String on) {
        App1<Integer, Integer> twice = dfk.app(Numbers::twice).executor(on);
        Map<String, Arg<Integer>> entries = new LinkedHashMap<>();
        for (int i = 9; i >= 0; i--) {
            entries.put("k\u20ac" + i, i % 2 == 0 ? Arg.of(i) : twice.call(i));
        }
        assertThat(result(dfk.app(Numbers::keyed).executor(on).call(Arg.map(entries))))
                .isEqualTo("k\u20ac9=18,k\u20ac8=8,k\u20ac7=14,k\u20ac6=6,k\u20ac5=10,k\u20ac4=4,k\u20ac3=6,k\u20ac2=2,"
                        + "k\u20ac1=2,k\u20ac0=0");
    }

    @OnBothExecutors
    void workFromOutsideIsAwaited(String on) {
        CompletableFuture<Integer> later = new CompletableFuture<>();
        AppFuture<Integer> sum =
                dfk.app(Numbers::add).executor(on).call(Arg.of(later), Arg.of(CompletableFuture.completedFuture(4)));
        assertThat(sum.isDone()).isFalse();
        assertThat(sum.taskState()).isEqualTo(TaskState.PENDING);
        later.complete(3);
        assertThat(result(sum)).isEqualTo(7);
    }

    @OnBothExecutors
    void workFromOutsideThatFailsFailsTheTaskWithItsCause(String on) {
        CompletableFuture<Integer> later = new CompletableFuture<>();
        AppFuture<Integer> twice = dfk.app(Numbers::twice).executor(on).call(Arg.of(later));
        later.completeExceptionally(new CompletionException(new IllegalStateException("outside broke")));
        assertThat(failure(twice, DependencyException.class))
                .hasMessageContaining("outside broke")
                .hasRootCauseInstanceOf(IllegalStateException.class);
        AppFuture<Integer> already = dfk.app(Numbers::twice)
                .executor(on)
                .call(Arg.of(CompletableFuture.<Integer>failedFuture(new IllegalArgumentException("broken before"))));
        assertThat(failure(already, DependencyException.class))
                .hasMessageContaining("broken before")
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @OnBothExecutors
    void workFromOutsideThatIsCancelledFailsTheTask(String on) {
        CompletableFuture<Integer> later = new CompletableFuture<>();
        AppFuture<Integer> twice = dfk.app(Numbers::twice).executor(on).call(Arg.of(later));
        later.cancel(true);
        assertThat(failure(twice, DependencyException.class)).hasMessageContaining("Cancel");
    }

    @OnBothExecutors
    void workFromOutsideInsideAListIsAwaited(String on) {
        CompletableFuture<Integer> later = new CompletableFuture<>();
        AppFuture<Long> sum = dfk.app(FutureArgumentsTest::sum)
                .executor(on)
                .call(Arg.all(List.of(Arg.of(later), Arg.of(1), Arg.of(later))));
        later.complete(5);
        assertThat(result(sum)).isEqualTo(11);
    }

    static long sum(List<Integer> numbers) {
        return Numbers.sum(numbers);
    }

    @OnBothExecutors
    void aValueFromOutsideThatDoesNotFitFailsTheTask(String on) {
        CompletableFuture<Integer> nothing = new CompletableFuture<>();
        nothing.complete(null);
        AppFuture<Integer> twice = dfk.app(Numbers::twice).executor(on).call(Arg.of(nothing));
        assertThat(failure(twice, org.jarsl.ValueException.class)).hasMessageContaining("null");
    }

    @OnBothExecutors
    void futuresOfAnotherDataFlowKernelAreArguments(String on, @TempDir Path directory) {
        try (DataFlowKernel other = DataFlowKernel.load(Configs.threads(directory, 1))) {
            AppFuture<Integer> six = other.app(Numbers::twice).call(3);
            App1<Integer, Integer> twice = dfk.app(Numbers::twice).executor(on);
            assertThat(result(twice.call(six))).isEqualTo(12);
            assertThat(result(other.app(Numbers::twice).call(twice.call(six)))).isEqualTo(24);
            AppFuture<Integer> bad = other.app(Numbers::fail).call("other broke");
            DependencyException failure = failure(twice.call(bad), DependencyException.class);
            assertThat(failure).hasMessageContaining("other broke");
            assertThat(failure.getCause()).isInstanceOf(RemoteException.class);
        }
    }

    @OnBothExecutors
    void aCopyAsCompletableFutureLeavesTheTaskAlone(String on) {
        CompletableFuture<Integer> later = new CompletableFuture<>();
        AppFuture<Integer> twice = dfk.app(Numbers::twice).executor(on).call(Arg.of(later));
        assertThat(twice.toCompletableFuture().complete(99)).isTrue();
        assertThat(twice.toCompletableFuture().cancel(true)).isTrue();
        CompletableFuture<Integer> chained = twice.toCompletableFuture()
                .thenCompose(x ->
                        DataFlowKernel.current().app(Numbers::twice).call(x).toCompletableFuture());
        later.complete(2);
        assertThat(result(chained)).isEqualTo(8);
        assertThat(result(twice)).isEqualTo(4);
    }
}
