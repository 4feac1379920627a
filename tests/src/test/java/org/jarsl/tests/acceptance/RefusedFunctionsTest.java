package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.jarsl.tests.acceptance.Waits.result;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jarsl.DataFlowKernel;
import org.jarsl.Fn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class RefusedFunctionsTest {
    static DataFlowKernel dfk;

    @BeforeAll
    static void load(@TempDir Path directory) {
        dfk = DataFlowKernel.load(Configs.threads(directory, 1));
    }

    @AfterAll
    static void close() {
        dfk.close();
    }

    @AfterEach
    void othersStillRun() {
        assertThat(result(dfk.app(Numbers::twice).call(4))).isEqualTo(8);
    }

    static final class Counter implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int step;

        Counter(int step) {
            this.step = step;
        }

        int next(int x) {
            return x + step;
        }
    }

    static <T> T identity(T x) {
        return x;
    }

    static <T> int length(T[] items) {
        return items.length;
    }

    static int lengthOfObjects(Object[] items) {
        return items.length;
    }

    static String text(Object x) {
        return x.toString();
    }

    static double half(Number x) {
        return x.doubleValue() / 2;
    }

    static org.jarsl.AppFuture<Integer> later(int x) {
        return dfk().app(Numbers::twice).call(x);
    }

    static Object object(int x) {
        return x;
    }

    static int size(List<?> list) {
        return list.size();
    }

    static int sizeOfMap(Map<String, Object> map) {
        return map.size();
    }

    @SuppressWarnings("rawtypes") // a raw type is what is refused
    static int sizeOfRaw(List list) {
        return list.size();
    }

    private static void refused(Runnable making, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(making::run)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    @Test
    void aLambdaThatCapturesIsToldToPassTheValueAsAnArgument() {
        int step = Numbers.seven();
        refused(() -> dfk.app((Integer x) -> x + step), "captures 1 value", "pass it as an argument", "static method");
        String name = "n" + step;
        refused(() -> dfk.app(() -> name + step), "captures 2 values", "pass them as arguments");
        refused(() -> dfk.bash((String x) -> x + step), "captures 1 value");
    }

    @Test
    void instanceMethodsAreRefused() {
        Counter counter = new Counter(2);
        Fn.F1<Integer, Integer> bound = counter::next;
        Fn.F2<Counter, Integer, Integer> unbound = Counter::next;
        Fn.F1<String, Integer> length = String::length;
        refused(() -> dfk.app(bound), "Counter.next", "static method");
        refused(() -> dfk.app(unbound), "Counter.next", "is not a static method");
        refused(() -> dfk.app(length), "String.length", "is not a static method");
    }

    @Test
    void constructorsAreRefused() {
        Fn.F1<Integer, Counter> make = Counter::new;
        refused(() -> dfk.app(make), "Counter", "static method");
    }

    @Test
    void objectsOfAnonymousAndNamedClassesAreRefused() {
        Fn.F1<Integer, Integer> anonymous = new Fn.F1<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public Integer apply(Integer x) {
                return x;
            }
        };
        refused(() -> dfk.app(anonymous), anonymous.getClass().getName(), "static method");
    }

    @Test
    void signaturesThatDoNotSayWhatToDecodeAreRefused() {
        Fn.F1<Integer, Integer> variable = RefusedFunctionsTest::identity;
        Fn.F1<List<String>, Integer> raw = RefusedFunctionsTest::sizeOfRaw;
        refused(() -> dfk.app(variable), "identity", "T in its signature", "concrete types");
        refused(() -> dfk.app(RefusedFunctionsTest::text), "text", "java.lang.Object", "concrete types");
        refused(() -> dfk.app(RefusedFunctionsTest::object), "object", "java.lang.Object", "concrete types");
        refused(() -> dfk.app(RefusedFunctionsTest::size), "size", "java.lang.Object");
        refused(() -> dfk.app(RefusedFunctionsTest::sizeOfMap), "sizeOfMap", "java.lang.Object");
        refused(() -> dfk.app(RefusedFunctionsTest::half), "half", "java.lang.Number");
        refused(() -> dfk.app(raw), "sizeOfRaw", "java.util.List without its type arguments");
        refused(() -> dfk.app((List<String> list) -> list.size()), "java.util.List", "static method");
    }

    @Test
    void arraysOfWhatCannotBeDecodedAreRefused() {
        Fn.F1<String[], Integer> variables = RefusedFunctionsTest::length;
        refused(() -> dfk.app(variables), "length", "concrete types");
        refused(() -> dfk.app(RefusedFunctionsTest::lengthOfObjects), "lengthOfObjects", "java.lang.Object");
    }

    @Test
    void anExecutorThatIsNotConfiguredIsRefusedWithTheKnownLabels() {
        refused(() -> dfk.app(Numbers::twice).executor("nope"), "\"nope\"", "threads");
        refused(() -> dfk.app(Numbers::twice).executor("threads", "nope"), "\"nope\"");
        refused(() -> dfk.bash((String x) -> x).executor("nope"), "\"nope\"", "threads");
    }

    @Test
    void aJoinAppThatDoesNotSayWhatItsFutureWillHaveIsRefused() {
        refused(
                () -> dfk.join((Integer x) -> dfk().app(Numbers::twice).call(x)),
                "join app",
                "AppFuture",
                "static method");
    }

    private static org.jarsl.DataFlowKernel dfk() {
        return org.jarsl.DataFlowKernel.current();
    }

    @Test
    void aJoinAppHasNeitherWalltimeNorExecutor() {
        refused(() -> dfk.join(RefusedFunctionsTest::later).walltime(Duration.ofSeconds(1)), "later", "join app");
        refused(() -> dfk.join(RefusedFunctionsTest::later).executor("threads"), "later", "join app");
    }

    @Test
    void namesThatCannotBeShownOrSetAreRefused() {
        refused(() -> dfk.app(Numbers::twice).named(" "), "1 to 100 characters");
        refused(() -> dfk.app(Numbers::twice).named("two\nlines"), "on one line");
        refused(() -> dfk.app(Numbers::twice).named("x".repeat(101)), "1 to 100 characters");
        refused(() -> dfk.app(Numbers::twice).environment("", "x"), "\"\" is no name");
        refused(() -> dfk.app(Numbers::twice).environment("A=B", "x"), "\"A=B\" is no name");
        refused(() -> dfk.app(Numbers::twice).environment("A", "x\0"), "variable A", "NUL");
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        refused(() -> dfk.app(Numbers::twice).retries(-1), "-1");
        refused(() -> dfk.app(Numbers::twice).walltime(Duration.ZERO), "walltime");
        refused(() -> dfk.app(Numbers::twice).walltime(Duration.ofSeconds(Long.MAX_VALUE)), "365 days");
        refused(() -> dfk.app(Numbers::twice).resources(org.jarsl.Resources.cores(0)), "cores");
    }

    @Test
    @SuppressWarnings("NullAway") // that null is refused is what is tested
    void optionsThatAreNullAreRefusedWhereTheyAreSet() {
        refused(() -> dfk.app(Numbers::twice).executor((String) null), "label");
        refused(() -> dfk.app(Numbers::twice).named(null), "name");
        refused(() -> dfk.app(Numbers::twice).resources(null), "resources");
        refused(() -> dfk.app(Numbers::twice).walltime(null), "walltime");
        refused(() -> dfk.app((Fn.F0<Integer>) null), "function");
        refused(() -> org.jarsl.Arg.all(java.util.Collections.singletonList(null)), "an item of Arg.all");
        refused(() -> org.jarsl.Arg.map(java.util.Collections.singletonMap("k", null)), "Arg.map has for k");
        refused(() -> dfk.asExecutorService((String) null), "label");
        refused(() -> dfk.addListener(null), "listener");
        refused(() -> org.jarsl.Config.local().withExitMode(null), "exit mode");
        refused(() -> dfk.app(Numbers::twice).environment("A", null), "variable A");
        refused(() -> dfk.bash((String x) -> x).stdout((org.jarsl.StdStream) null), "standard output");
    }
}
