package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.Fn;
import org.jarsl.ValueException;
import org.jarsl.tests.acceptance.Records.Box;
import org.jarsl.tests.acceptance.Records.Colour;
import org.jarsl.tests.acceptance.Records.Everything;
import org.jarsl.tests.acceptance.Records.Plain;
import org.jarsl.tests.acceptance.Records.Point;
import org.junit.jupiter.api.Test;

class ValuesTest extends TwoExecutors {
    @OnBothExecutors
    void appsOfNoneToSixArgumentsReturnTheirResults(String on) {
        assertThat(result(dfk.app(Numbers::seven).executor(on).call())).isEqualTo(7);
        assertThat(result(dfk.app(Numbers::twice).executor(on).call(21))).isEqualTo(42);
        assertThat(result(dfk.app(Numbers::add).executor(on).call(2, 3))).isEqualTo(5);
        assertThat(result(dfk.app(Numbers::join3).executor(on).call("a", 1, 0.5)))
                .isEqualTo("a,1,0.5");
        assertThat(result(dfk.app(Numbers::join4).executor(on).call("a", 1, 0.5, true)))
                .isEqualTo("a,1,0.5,true");
        assertThat(result(dfk.app(Numbers::join5).executor(on).call("a", 1, 0.5, true, 'e')))
                .isEqualTo("a,1,0.5,true,e");
        assertThat(result(dfk.app(Numbers::join6).executor(on).call("a", 1, 0.5, true, 'e', 1L << 40)))
                .isEqualTo("a,1,0.5,true,e,1099511627776");
    }

    @OnBothExecutors
    void privateMethodsAreApps(String on) {
        assertThat(result(dfk.app(Numbers.privateFunction()).executor(on).call("x")))
                .isEqualTo("private x");
    }

    @OnBothExecutors
    void lambdasThatCaptureNothingAreApps(String on) {
        assertThat(result(dfk.app((Integer x) -> x + 1).executor(on).call(1))).isEqualTo(2);
        assertThat(result(dfk.app((String a, Long b) -> a + b).executor(on).call("n", 3L)))
                .isEqualTo("n3");
    }

    @OnBothExecutors
    void overloadsAreToldApart(String on) {
        Fn.F1<Integer, String> ofInt = Numbers.Overloads::of;
        Fn.F1<String, String> ofString = Numbers.Overloads::of;
        Fn.F2<Integer, Integer, String> ofInts = Numbers.Overloads::of;
        assertThat(result(dfk.app(ofInt).executor(on).call(1))).isEqualTo("int 1");
        assertThat(result(dfk.app(ofString).executor(on).call("1"))).isEqualTo("String 1");
        assertThat(result(dfk.app(ofInts).executor(on).call(1, 2))).isEqualTo("ints 1 2");
    }

    @OnBothExecutors
    void theSameMethodFromManyPlacesIsOneApp(String on) {
        List<AppFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            futures.add(dfk.app(Numbers::twice).executor(on).call(i));
            futures.add(dfk.<Integer, Integer>app(Numbers::twice).executor(on).call(i));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(result(futures.get(i))).isEqualTo(i / 2 * 2);
        }
    }

    @OnBothExecutors
    void genericTypesKeepTheirElementTypes(String on) {
        List<Point> points = List.of(new Point(1, 2, "a"), new Point(3, 4, "b"));
        assertThat(result(dfk.app(Records::sumOfX).executor(on).call(points))).isEqualTo(4);
        Map<String, Point> byName = result(dfk.app(Records::byName).executor(on).call(points));
        assertThat(byName).containsEntry("a", points.get(0)).containsEntry("b", points.get(1));
        assertThat(result(dfk.app(Records::boxed).executor(on).call(new Box<>(5, 6))))
                .isEqualTo(new Box<>(new Point(5, 6, null), 7));
        assertThat(result(dfk.app(Numbers::byParity).executor(on).call(List.of(1, 2, 3))))
                .isEqualTo(Map.of("odd", List.of(1, 3), "even", List.of(2)));
        assertThat(result(dfk.app(Records::array).executor(on).call(new Point[] {points.get(1), points.get(0)})))
                .containsExactly(points.get(1));
    }

    @OnBothExecutors
    void commonTypesArriveAsTheyWereSent(String on) {
        Everything sent = new Everything(
                Colour.GREEN,
                Optional.of("text"),
                Instant.parse("2026-01-02T03:04:05.123456789Z"),
                Duration.ofNanos(1_000_000_001),
                Path.of("/tmp/x y"),
                new int[] {1, Integer.MIN_VALUE},
                new byte[] {0, -1, 127},
                Set.of(1L << 60),
                Map.of("p", new Point(-0.0, Double.NEGATIVE_INFINITY, "\u0000\ud83d\ude00")));
        Everything got = result(dfk.app(Records::everything).executor(on).call(sent));
        assertThat(got).usingRecursiveComparison().isEqualTo(sent);
    }

    @OnBothExecutors
    void notANumberArrivesAsItWasSent(String on) {
        Point point = new Point(Double.NaN, -0.0, "");
        assertThat(result(dfk.app(Records::array).executor(on).call(new Point[] {point})))
                .containsExactly(point);
    }

    @OnBothExecutors
    void classesWithPrivateFieldsAreValues(String on) {
        assertThat(result(dfk.app(Records::plain).executor(on).call(Plain.of(3, "c"))))
                .isEqualTo("3c");
    }

    @OnBothExecutors
    void emptyAndOddTextsAreValues(String on) {
        for (String text : List.of("", " ", "\n", "'\"\\$", "\u20ac\ud83d\ude00")) {
            assertThat(result(dfk.app(Records::orDefault).executor(on).call(text, "other")))
                    .isEqualTo(text);
        }
    }

    @OnBothExecutors
    @SuppressWarnings("NullAway") // that null goes in and comes out is what is tested
    void nullIsAnArgumentAndAResult(String on) {
        App1<String, String> same = dfk.app(Records::same).executor(on);
        assertThat(result(same.call((String) null))).isNull();
        assertThat(result(same.call(same.call((String) null)))).isNull();
        assertThat(result(dfk.app(Records::orDefault).executor(on).call(null, "other")))
                .isEqualTo("other");
        assertThat(result(dfk.app(Records::nothingReturned).executor(on).call(1)))
                .isNull();
    }

    @OnBothExecutors
    @SuppressWarnings("NullAway") // that null is an argument is what is tested
    void argOfNullIsAnArgumentWhoseValueIsNull(String on) {
        App1<String, String> same = dfk.app(Records::same).executor(on);
        assertThat(result(same.call(Arg.of(null)))).isNull();
    }

    @OnBothExecutors
    @SuppressWarnings("NullAway") // that null is refused is what is tested
    void nullForAPrimitiveFailsTheTask(String on) {
        App1<Integer, Integer> twice = dfk.app(Numbers::twice).executor(on);
        assertThat(failure(twice.call((Integer) null), ValueException.class)).hasMessageContaining("null");
        assertThat(result(twice.call(1))).isEqualTo(2);
    }

    @OnBothExecutors
    @SuppressWarnings("NullAway") // an app that returns null is what is tested
    void aResultOfNullForAPrimitiveFailsTheTask(String on) {
        AppFuture<Integer> none = dfk.app(Records::noNumber).executor(on).call();
        App1<Integer, Integer> twice = dfk.app(Numbers::twice).executor(on);
        assertThat(failure(twice.call(none), ValueException.class)).hasMessageContaining("null");
        assertThat(result(twice.call(1))).isEqualTo(2);
    }

    @Test
    void whatIsChangedAfterTheCallChangesNothingOnAManager() {
        List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3));
        AppFuture<Long> sum = dfk.app(Numbers::sum).executor("htex").call(numbers);
        numbers.clear();
        assertThat(result(sum)).isEqualTo(6);
    }
}
