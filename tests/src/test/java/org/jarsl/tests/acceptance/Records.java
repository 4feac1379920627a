package org.jarsl.tests.acceptance;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values and functions of richer types. */
final class Records {
    private Records() {}

    enum Colour {
        RED,
        GREEN
    }

    record Point(double x, double y, @Nullable String name) {}

    record Box<T>(T content, int count) {}

    record Everything(
            Colour colour,
            Optional<String> text,
            Instant time,
            Duration duration,
            Path path,
            int[] numbers,
            byte[] bytes,
            Set<Long> set,
            Map<String, Point> points) {}

    /** A plain class: fields, no accessors. */
    static final class Plain {
        private int number;
        private String text = "";

        static Plain of(int number, String text) {
            Plain plain = new Plain();
            plain.number = number;
            plain.text = text;
            return plain;
        }

        String shown() {
            return number + text;
        }
    }

    static double sumOfX(List<Point> points) {
        return points.stream().mapToDouble(Point::x).sum();
    }

    static Map<String, Point> byName(List<Point> points) {
        return points.stream().collect(Collectors.toMap(p -> p.name() == null ? "" : p.name(), p -> p));
    }

    static Everything everything(Everything value) {
        return value;
    }

    static Box<Point> boxed(Box<Integer> box) {
        return new Box<>(new Point(box.content(), box.count(), null), box.count() + 1);
    }

    static String plain(Plain plain) {
        return plain.shown();
    }

    static Point[] array(Point[] points) {
        return Arrays.copyOf(points, 1);
    }

    static @Nullable String same(@Nullable String text) {
        return text;
    }

    static String orDefault(@Nullable String text, String other) {
        return text == null ? other : text;
    }

    static @Nullable Integer noNumber() {
        return null;
    }

    static @Nullable Void nothingReturned(int x) {
        return null;
    }
}
