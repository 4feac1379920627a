package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;

import java.util.ArrayList;
import java.util.List;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.DependencyException;
import org.jarsl.Fn;
import org.jarsl.RemoteException;
import org.jarsl.ValueException;
import org.jarsl.tests.acceptance.Faults.Knot;
import org.jarsl.tests.acceptance.Faults.Outer;
import org.jarsl.tests.acceptance.Faults.Square;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of these fails its own task and nothing else. */
class BadValuesTest extends TwoExecutors {
    private static final int LARGE_MESSAGE = 1024 * 1024;

    @AfterEach
    void othersStillRun() {
        List<AppFuture<Integer>> others = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            others.add(dfk.app(Numbers::twice).executor("threads").call(i));
            others.add(dfk.app(Numbers::twice).executor("htex").call(i));
        }
        for (int i = 0; i < 16; i++) {
            assertThat(result(others.get(i))).isEqualTo(i / 2 * 2);
        }
    }

    @Test
    void aValueThatContainsItselfIsRefused() {
        AppFuture<Integer> task = dfk.app(Faults::knotted).executor("htex").call(Knot.ofTwo());
        assertThat(failure(task, ValueException.class)).hasMessageContaining("knotted");
        assertThat(failure(task).getMessage()).hasSizeLessThan(5_000);
        assertThat(result(dfk.app(Faults::knotted).executor("threads").call(Knot.ofTwo())))
                .isEqualTo(2);
    }

    @Test
    void aResultThatContainsItselfIsRefused() {
        AppFuture<Knot> task = dfk.app(Faults::knot).executor("htex").call(1);
        assertThat(failure(task, ValueException.class)).hasMessageContaining("knot");
        assertThat(failure(task).getMessage()).hasSizeLessThan(5_000);
    }

    @Test
    void anArgumentThatCannotBeEncodedIsRefusedWithThePathToTheField() {
        AppFuture<Integer> task = dfk.app(Faults::opaque).executor("htex").call(Outer.sample());
        assertThat(failure(task, ValueException.class))
                .hasMessageContainingAll("opaque", ".inner", "[0]", ".opaque", "Opaque");
    }

    @Test
    void aResultThatCannotBeEncodedIsRefusedWithThePathToTheField() {
        AppFuture<Outer> task = dfk.app(Faults::opaqueResult).executor("htex").call(1);
        assertThat(failure(task, ValueException.class))
                .hasMessageContainingAll("opaqueResult", ".inner", "[0]", ".opaque", "Opaque");
    }

    @Test
    void aResultOfThreadsThatCannotBeEncodedFailsTheTaskOfTheManager() {
        AppFuture<Outer> made =
                dfk.app(Faults::opaqueResult).executor("threads").call(1);
        AppFuture<Integer> task = dfk.app(Faults::opaque).executor("htex").call(made);
        assertThat(failure(task, ValueException.class)).hasMessageContainingAll("opaque", ".inner");
    }

    @Test
    void anArgumentThatIsRefusedIsNamedByItsPlace() {
        AppFuture<Integer> task = dfk.app(Faults::sides).executor("htex").call(new Square(1));
        assertThat(failure(task, ValueException.class)).hasMessageContainingAll("sides", "argument 1", "Shape");
    }

    @Test
    void aResultThatCannotBeDecodedIsAnErrorForWhoeverAsks() {
        AppFuture<Faults.Shape> made = dfk.app(Faults::square).executor("htex").call(1);
        assertThat(failure(made, ValueException.class)).hasMessageContainingAll("square", "result", "Shape");
        AppFuture<Integer> task = dfk.app(Faults::sides).executor("threads").call(made);
        assertThat(failure(task)).isInstanceOfAny(ValueException.class, DependencyException.class);
        assertThat(result(dfk.app(Faults::sides)
                        .executor("threads")
                        .call(dfk.app(Faults::square).executor("threads").call(2))))
                .isEqualTo(4);
    }

    @OnBothExecutors
    void exceptionsThatCannotBeBuiltAgainAreDescribed(String on) {
        RemoteException odd = failure(dfk.app(Faults::throwOdd).executor(on).call(5), RemoteException.class);
        assertThat(odd.type()).isEqualTo(Faults.OddException.class.getName());
        assertThat(odd).hasMessageContainingAll("odd 5", "throwOdd");
        assertThat(odd.remoteStack()).contains("Faults.throwOdd");
        RemoteException hidden =
                failure(dfk.app(Faults::throwHidden).executor(on).call(6), RemoteException.class);
        assertThat(hidden.type()).contains("HiddenException");
        assertThat(hidden).hasMessageContaining("hidden 6");
        assertThat(hidden.remoteStack()).contains("Faults.throwHidden");
    }

    @OnBothExecutors
    void exceptionsThatCanBeBuiltAgainAreTheCause(String on) {
        RemoteException failure = failure(dfk.app(Numbers::fail).executor(on).call("why"), RemoteException.class);
        assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(failure.getCause()).hasMessage("why");
        assertThat(failure.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failure).hasMessageContainingAll("fail", "why", "attempt 0");
    }

    @OnBothExecutors
    void exceptionsWithoutMessageOrWithOneThatThrowsAreDescribed(String on) {
        assertThat(failure(dfk.app(Faults::throwWithoutMessage).executor(on).call(1), RemoteException.class))
                .hasMessageContaining("IllegalStateException");
        RemoteException spiteful =
                failure(dfk.app(Faults::throwSpiteful).executor(on).call(1), RemoteException.class);
        assertThat(spiteful.type()).isEqualTo(Faults.SpitefulException.class.getName());
    }

    @OnBothExecutors
    void aHugeMessageIsCut(String on) {
        RemoteException failure =
                failure(dfk.app(Faults::throwLong).executor(on).call(LARGE_MESSAGE), RemoteException.class);
        assertThat(failure.getMessage()).contains("mmmm").hasSizeLessThan(LARGE_MESSAGE);
        assertThat(failure.type()).isEqualTo("java.lang.IllegalStateException");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 1_000, 100_000})
    void deepChainsOfCausesAreCut(int depth) {
        RemoteException failure =
                failure(dfk.app(Faults::throwDeep).executor("htex").call(depth), RemoteException.class);
        assertThat(failure).hasMessageContaining("level " + (depth - 1));
        assertThat(failure.remoteStack()).contains("Caused by").hasSizeLessThan(1_000_000);
    }

    @OnBothExecutors
    void circlesOfCausesAndManySuppressedOnesDoNoHarm(String on) {
        assertThat(failure(dfk.app(Faults::throwCircle).executor(on).call(1), RemoteException.class))
                .hasMessageContaining("a");
        RemoteException suppressed =
                failure(dfk.app(Faults::throwSuppressed).executor(on).call(50_000), RemoteException.class);
        assertThat(suppressed).hasMessageContaining("with suppressed");
        assertThat(suppressed.remoteStack()).hasSizeLessThan(1_000_000);
    }

    private static void assertFailsWith(String on, Fn.F1<Integer, Integer> function, String type) {
        RemoteException failure = failure(dfk.app(function).executor(on).call(1), RemoteException.class);
        assertThat(failure.type()).isEqualTo(type);
    }

    @OnBothExecutors
    void errorsOfTheJvmFailTheTask(String on) {
        assertFailsWith(on, Faults::overflow, "java.lang.StackOverflowError");
        assertFailsWith(on, Faults::assertion, "java.lang.AssertionError");
        assertFailsWith(on, Faults::outOfMemory, "java.lang.OutOfMemoryError");
        assertFailsWith(on, Faults::killThread, "java.lang.InterruptedException");
    }

    @OnBothExecutors
    void aNullArgIsAnErrorOfTheCaller(String on) {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> dfk.app(Numbers::twice).executor(on).call(nullArg()))
                .withMessageContaining("argument 1");
    }

    @SuppressWarnings("NullAway") // that null is refused is what is tested
    private static Arg<Integer> nullArg() {
        return null;
    }
}
