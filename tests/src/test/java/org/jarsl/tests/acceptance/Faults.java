package org.jarsl.tests.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Functions and values that go wrong. */
@SuppressWarnings("DoNotCallSuggester") // workers call what always throws
final class Faults {
    private Faults() {}

    /** Contains itself when its maker says so. */
    static final class Knot {
        private Knot next = this;

        Knot next() {
            return next;
        }

        static Knot ofTwo() {
            Knot a = new Knot();
            Knot b = new Knot();
            a.next = b;
            b.next = a;
            return a;
        }
    }

    /** Has nothing that could be encoded. */
    static final class Opaque {}

    record Inner(int number, Opaque opaque) {}

    record Outer(String text, List<Inner> inner) {
        static Outer sample() {
            return new Outer("x", List.of(new Inner(1, new Opaque())));
        }
    }

    interface Shape {
        int sides();
    }

    record Square(int size) implements Shape {
        @Override
        public int sides() {
            return 4;
        }
    }

    /** Has no constructor that takes a message alone. */
    static final class OddException extends Exception {
        private static final long serialVersionUID = 1L;

        OddException(int code, String text) {
            super(text + " " + code);
        }
    }

    private static final class HiddenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private HiddenException(String text) {
            super(text);
        }
    }

    /** Even its message cannot be had. */
    static final class SpitefulException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }
    }

    static int knotted(Knot knot) {
        return knot.next() == knot ? 1 : 2;
    }

    static Knot knot(int x) {
        return Knot.ofTwo();
    }

    static int opaque(Outer outer) {
        return outer.inner().size();
    }

    static Outer opaqueResult(int x) {
        return Outer.sample();
    }

    static int sides(Shape shape) {
        return shape.sides();
    }

    static Shape square(int size) {
        return new Square(size);
    }

    static int throwOdd(int code) throws OddException {
        throw new OddException(code, "odd");
    }

    static int throwHidden(int x) {
        throw new HiddenException("hidden " + x);
    }

    static int throwSpiteful(int x) {
        throw new SpitefulException();
    }

    static int throwWithoutMessage(int x) {
        throw new IllegalStateException();
    }

    static int throwLong(int length) {
        throw new IllegalStateException("m".repeat(length));
    }

    static int throwDeep(int depth) {
        RuntimeException cause = new IllegalArgumentException("the innermost");
        for (int i = 0; i < depth; i++) {
            cause = new IllegalStateException("level " + i, cause);
        }
        throw cause;
    }

    static int throwCircle(int x) {
        IllegalStateException a = new IllegalStateException("a");
        IllegalStateException b = new IllegalStateException("b", a);
        a.initCause(b);
        throw a;
    }

    static int throwSuppressed(int count) {
        IllegalStateException all = new IllegalStateException("with suppressed");
        for (int i = 0; i < count; i++) {
            all.addSuppressed(new IllegalStateException("suppressed " + i));
        }
        throw all;
    }

    @SuppressWarnings("InfiniteRecursion") // until there is no stack left
    static int overflow(int x) {
        return 1 + overflow(x + 1);
    }

    static int outOfMemory(int x) {
        List<long[]> all = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            all.add(new long[Integer.MAX_VALUE]);
        }
        return all.size();
    }

    static int assertion(int x) {
        throw new AssertionError("asserted " + x);
    }

    static int killThread(int x) throws InterruptedException {
        Thread.currentThread().interrupt();
        throw new InterruptedException("of its own");
    }

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    static int hash(byte[] bytes) {
        return Arrays.hashCode(bytes);
    }

    static int total(List<byte[]> parts) {
        return parts.stream().mapToInt(part -> part.length).sum();
    }

    static String text(int length) {
        return "t".repeat(length);
    }

    static int length(String text) {
        return text.length();
    }

    static int exit(int code) {
        System.exit(code);
        return code;
    }

    /** Takes the whole JVM with it. */
    static int halt(Path file) throws IOException {
        Files.writeString(file, "");
        Runtime.getRuntime().halt(7);
        return 0;
    }
}
