package org.jarsl.tests.acceptance;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jarsl.Fn;

/** Functions that the tests run as apps. */
final class Numbers {
    private Numbers() {}

    static int seven() {
        return 7;
    }

    static int twice(int x) {
        return 2 * x;
    }

    static int add(int a, int b) {
        return a + b;
    }

    static String join3(String a, int b, double c) {
        return a + "," + b + "," + c;
    }

    static String join4(String a, int b, double c, boolean d) {
        return a + "," + b + "," + c + "," + d;
    }

    static String join5(String a, int b, double c, boolean d, char e) {
        return a + "," + b + "," + c + "," + d + "," + e;
    }

    static String join6(String a, int b, double c, boolean d, char e, long f) {
        return a + "," + b + "," + c + "," + d + "," + e + "," + f;
    }

    static long sum(Collection<Integer> numbers) {
        return numbers.stream().mapToLong(Integer::intValue).sum();
    }

    static int sumOfRows(List<List<Integer>> rows) {
        return rows.stream().flatMap(List::stream).mapToInt(Integer::intValue).sum();
    }

    static String keyed(Map<String, Integer> numbers) {
        return numbers.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
    }

    static Map<String, List<Integer>> byParity(List<Integer> numbers) {
        return new TreeMap<>(numbers.stream().collect(Collectors.groupingBy(n -> n % 2 == 0 ? "even" : "odd")));
    }

    static int fail(String message) {
        throw new IllegalStateException(message);
    }

    private static String secret(String name) {
        return "private " + name;
    }

    /** A function that nobody outside could refer to. */
    static Fn.F1<String, String> privateFunction() {
        return Numbers::secret;
    }

    static final class Overloads {
        private Overloads() {}

        static String of(int x) {
            return "int " + x;
        }

        static String of(String x) {
            return "String " + x;
        }

        static String of(int x, int y) {
            return "ints " + x + " " + y;
        }
    }
}
