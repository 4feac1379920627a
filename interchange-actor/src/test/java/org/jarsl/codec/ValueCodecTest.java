package org.jarsl.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueCodecTest {
    private enum Color {
        RED,
        GREEN
    }

    private record Point(int x, @Nullable String label) {}

    private record Line(Point from, List<Point> via, Optional<Point> to) {}

    private record Holder(@Nullable Object value) {}

    private record Keeper(String name, Map<String, List<Holder>> held) {}

    /** Private fields, no getters, and a nested one of the same kind. */
    @SuppressWarnings("UnusedVariable") // read by the codec
    private static final class Molecule {
        private String name = "";
        private double[] energies = {};
        private @Nullable Atom first;

        private static final class Atom {
            private char symbol;
            private final int charge;

            Atom() {
                this(0);
            }

            Atom(int charge) {
                this.charge = charge;
            }
        }
    }

    private static final class Node {
        private @Nullable Node next;
    }

    @SuppressWarnings("UnusedVariable") // read by the codec
    private static class Base {
        private int x = 1;
    }

    @SuppressWarnings("UnusedVariable") // read by the codec
    private static final class Derived extends Base {
        private int y = 2;
    }

    @SuppressWarnings("UnusedVariable") // read by the codec
    private static final class NeedsSize {
        private final int size;

        NeedsSize(int size) {
            this.size = size;
        }
    }

    private record Pair(Base left, Base right) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    private sealed interface Shape permits Circle, Square {}

    private record Circle(double radius) implements Shape {}

    private record Square(double side) implements Shape {}

    private record Drawing(Shape first, List<Shape> others) {}

    /** Accessors that do more than to get and to set. */
    @SuppressWarnings("UnusedVariable") // read by the codec
    static final class Celsius {
        private double degrees;

        public void setDegrees(double fahrenheit) {
            degrees = (fahrenheit - 32) / 1.8;
        }

        public double getKelvin() {
            return degrees + 273.15;
        }
    }

    private final ValueCodec codec = new ValueCodec();

    @Test
    void plainValuesComeBack() throws CodecException {
        assertComesBack(true, boolean.class);
        assertComesBack(Long.MIN_VALUE, long.class);
        assertComesBack((byte) -128, Byte.class);
        assertComesBack('\u20ac', char.class);
        assertComesBack(1.5f, float.class);
        assertComesBack("text \ud83d\ude00", String.class);
        assertComesBack(new BigDecimal("1.2300"), BigDecimal.class);
        assertComesBack(BigInteger.TWO.pow(5000).negate(), BigInteger.class);
    }

    @Test
    void numbersOfSpecialKindsComeBack() throws CodecException {
        for (double number : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE}) {
            assertComesBack(number, double.class);
        }
    }

    @Test
    void recordsComeBack() throws CodecException {
        Line line = new Line(new Point(1, "a"), List.of(new Point(2, null)), Optional.of(new Point(3, "")));
        assertComesBack(line, Line.class);
        assertComesBack(new Line(new Point(1, "a"), List.of(), Optional.empty()), Line.class);
    }

    @Test
    void genericsComeBackAsTheTypesTheyName() throws CodecException {
        Type type = new TypeReference<List<Map<String, Point>>>() {}.getType();
        assertComesBack(List.of(Map.of("a", new Point(1, "x")), Map.of()), type);
        Type byColor = new TypeReference<Map<Color, Optional<List<Integer>>>>() {}.getType();
        assertComesBack(Map.of(Color.RED, Optional.of(List.of(1, 2)), Color.GREEN, Optional.empty()), byColor);
    }

    @Test
    void valuesOfTheJdkComeBack() throws CodecException {
        assertComesBack(Optional.empty(), new TypeReference<Optional<String>>() {}.getType());
        assertComesBack(OptionalInt.of(3), OptionalInt.class);
        assertComesBack(Duration.ofSeconds(3, 7), Duration.class);
        assertComesBack(Instant.ofEpochSecond(1_700_000_000L, 123_456_789), Instant.class);
        assertComesBack(LocalDate.of(2024, 2, 29), LocalDate.class);
        assertComesBack(Path.of("/data/a file"), Path.class);
        assertComesBack(Color.GREEN, Color.class);
    }

    @Test
    void aTimeInAZoneKeepsItsZone() throws CodecException {
        assertComesBack(ZonedDateTime.parse("2024-10-27T01:30:00+02:00[Europe/Berlin]"), ZonedDateTime.class);
    }

    @Test
    void arraysComeBack() throws CodecException {
        byte[] bytes = {0, -1, 127};
        assertThat(codec.decode(codec.encode(bytes, byte[].class), byte[].class))
                .isEqualTo(bytes);
        int[][] matrix = {{1, 2}, {}, {3}};
        assertThat(codec.decode(codec.encode(matrix, int[][].class), int[][].class))
                .isEqualTo(matrix);
    }

    @Test
    void bytesTakeHardlyMoreThanTheirNumber() throws CodecException {
        assertThat(codec.encode(new byte[10_000], byte[].class)).hasSizeLessThan(10_010);
    }

    @Test
    void nullComesBack() throws CodecException {
        assertThat(codec.decode(codec.encode(null, String.class), String.class)).isNull();
    }

    @Test
    void nullIsNoNumber() throws CodecException {
        byte[] nothing = codec.encode(null, Integer.class);
        assertThatThrownBy(() -> codec.decode(nothing, int.class))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("result cannot be decoded as int: ");
    }

    @Test
    void privateFieldsOfNestedClassesComeBack() throws CodecException {
        Molecule molecule = new Molecule();
        molecule.name = "water";
        molecule.energies = new double[] {1.25, -3};
        molecule.first = new Molecule.Atom(-2);
        molecule.first.symbol = 'O';
        assertThat(codec.decode(codec.encode(molecule, Molecule.class), Molecule.class))
                .usingRecursiveComparison()
                .isEqualTo(molecule);
    }

    @Test
    void gettersAreNotCalled() throws CodecException {
        assertThat(codec.decode(codec.encode(new Celsius(), Celsius.class), Object.class))
                .isEqualTo(Map.of("degrees", 0.0));
    }

    @Test
    void settersAreNotCalled() throws CodecException {
        Celsius warm = new Celsius();
        warm.setDegrees(77);
        assertThat(codec.decode(codec.encode(warm, Celsius.class), Celsius.class))
                .usingRecursiveComparison()
                .isEqualTo(warm);
    }

    @Test
    void unknownFieldsAreNoErrorForTheSidesMayDiffer() throws CodecException {
        byte[] bytes =
                codec.encode(Map.of("x", 5, "colour", "blue"), new TypeReference<Map<String, Object>>() {}.getType());
        assertThat(codec.decode(bytes, Point.class)).isEqualTo(new Point(5, null));
    }

    @Test
    void aLongTextComesBack() throws CodecException {
        assertComesBack("x".repeat(25_000_000), String.class);
    }

    @Test
    void aValueThatContainsItselfIsAnErrorThatSaysSo() {
        Node ring = new Node();
        ring.next = new Node();
        ring.next.next = ring;
        assertThatThrownBy(() -> codec.encode(ring, Node.class))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(Node.class.getTypeName())
                .hasMessageEndingWith("it is nested deeper than 1000 levels; does it contain itself?");
    }

    @Test
    void aListThatContainsItselfIsAnErrorThatSaysSo() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThatThrownBy(() -> codec.encode(list, Object.class))
                .isInstanceOf(CodecException.class)
                .hasMessageEndingWith("it is nested deeper than 1000 levels; does it contain itself?");
    }

    @Test
    void whatCannotBeEncodedNamesThePathToTheField() {
        Keeper keeper = new Keeper("k", Map.of("b", List.of(new Holder(1), new Holder(new Object()))));
        assertThatThrownBy(() -> codec.encode(keeper, Keeper.class))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("a value of " + Keeper.class.getTypeName() + " cannot be encoded as "
                        + Keeper.class.getTypeName()
                        + " at .held.b[1].value: a java.lang.Object has no fields to write");
    }

    @Test
    void aClassThatCannotBeMadeSaysWhatItLacks() throws CodecException {
        byte[] bytes = codec.encode(new NeedsSize(3), NeedsSize.class);
        assertThatThrownBy(() -> codec.decode(bytes, NeedsSize.class))
                .hasMessageEndingWith(NeedsSize.class.getTypeName() + " has no constructor without parameters");
    }

    @Test
    void aFutureInsideAListIsToldWhereItBelongs() {
        assertThatThrownBy(() -> codec.encode(List.of(new CompletableFuture<>()), List.class))
                .hasMessageEndingWith(
                        "means nothing in another process; pass the future as an argument of its own, or many in Arg.all or Arg.map");
    }

    /** Bytes that nobody can decode would only be found out about by whoever reads the result. */
    @Test
    void whatHasNoMeaningInAnotherProcessCannotBeEncoded() {
        for (Object value : List.of(new Thread(), new CompletableFuture<>(), new ReentrantLock())) {
            assertThatThrownBy(() -> codec.encode(new Holder(value), Holder.class))
                    .as(value.getClass().getName())
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining(" at .value: ");
        }
    }

    /** Its fields would be dropped on the way, and nobody would know. */
    @Test
    void anObjectOfASubclassIsRefusedWhereTheClassIsDeclared() throws CodecException {
        Type baseList = new TypeReference<List<Base>>() {}.getType();
        assertThat(codec.decode(codec.encode(new Base(), Base.class), Base.class))
                .isInstanceOf(Base.class);
        String refusal = "a " + Derived.class.getTypeName() + " would arrive as a " + Base.class.getTypeName();
        assertThatThrownBy(() -> codec.encode(new Derived(), Base.class)).hasMessageContaining(refusal);
        assertThatThrownBy(() -> codec.encode(List.of(new Base(), new Derived()), baseList))
                .hasMessageContaining("at [1]: " + refusal);
        assertThatThrownBy(() -> codec.encode(new Base[] {new Derived()}, Base[].class))
                .hasMessageContaining(refusal);
        assertThatThrownBy(() -> codec.encode(new Pair(new Base(), new Derived()), Pair.class))
                .hasMessageContaining("at .right: " + refusal);
        assertThatThrownBy(() -> codec.encode(
                        Map.of("k", Optional.of(new Derived())),
                        new TypeReference<Map<String, Optional<Base>>>() {}.getType()))
                .hasMessageContaining(refusal);
    }

    @Test
    void whatSaysWhichSubclassItIsComesBackAsThat() throws CodecException {
        assertComesBack(new Circle(2), Shape.class);
        assertComesBack(new Drawing(new Circle(1), List.of(new Square(2), new Circle(3))), Drawing.class);
    }

    /** As JSON has it: what is declared as an Object arrives as a number, a text, a list or a map. */
    @Test
    void whatIsDeclaredAsAnObjectComesBackWithoutAClass() throws CodecException {
        Type type = new TypeReference<Map<String, Object>>() {}.getType();
        assertComesBack(Map.of("n", 1, "x", 1.5, "list", List.of("a", true), "map", Map.of("k", "v")), type);
        assertThat(codec.decode(codec.encode(new Holder(List.of(1, "b")), Holder.class), Holder.class))
                .isEqualTo(new Holder(List.of(1, "b")));
    }

    @Test
    void whatCannotBeDecodedNamesThePathToTheField() throws CodecException {
        Type type = new TypeReference<Map<String, Object>>() {}.getType();
        byte[] bytes = codec.encode(Map.of("from", Map.of("x", "many"), "via", List.of()), type);
        assertThatThrownBy(() -> codec.decode(bytes, Line.class))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith(
                        "result cannot be decoded as " + Line.class.getTypeName() + " at .from.x: Cannot deserialize");
    }

    @Test
    void bytesThatAreNoCborAreAnError() {
        assertThatThrownBy(() -> codec.decode(new byte[] {(byte) 0x9f, 1}, int[].class))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("result cannot be decoded as int[]");
        assertThatThrownBy(() -> codec.decode(new byte[0], String.class)).isInstanceOf(CodecException.class);
    }

    @Test
    void theTypeIsNeverTakenFromTheBytes() throws CodecException {
        byte[] bytes = codec.encode(Map.of("@class", "java.io.File", "value", 1), Map.class);
        assertThat(codec.decode(bytes, Object.class)).isEqualTo(Map.of("@class", "java.io.File", "value", 1));
    }

    @Test
    void argumentsStandOneAfterTheOther() throws CodecException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(codec.encode(5, int.class));
        out.writeBytes(codec.encode(null, String.class));
        out.writeBytes(codec.encode(new Point(1, "p"), Point.class));
        Type[] types = {int.class, String.class, Point.class};
        assertThat(codec.decodeAll(out.toByteArray(), types)).containsExactly(5, null, new Point(1, "p"));
        assertThat(codec.decodeAll(new byte[0], new Type[0])).isEmpty();
    }

    @Test
    void theArgumentThatCannotBeDecodedIsNamed() throws CodecException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(codec.encode(5, int.class));
        out.writeBytes(codec.encode("five", String.class));
        assertThatThrownBy(() -> codec.decodeAll(out.toByteArray(), new Type[] {int.class, int.class}))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("argument 2 cannot be decoded as int");
    }

    @Test
    void tooFewArgumentsAreAnError() throws CodecException {
        byte[] one = codec.encode(5, int.class);
        assertThatThrownBy(() -> codec.decodeAll(one, new Type[] {int.class, int.class}))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("argument 2 cannot be decoded as int");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23, 24, 255, 256, 65_535, 65_536, 70_000})
    void encodedItemsAfterAnArrayHeaderAreAList(int size) throws CodecException {
        List<Integer> items = IntStream.range(0, size).boxed().toList();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ValueCodec.arrayHeader(size, out);
        for (Integer item : items) {
            out.writeBytes(codec.encode(item, Integer.class));
        }
        assertThat(codec.decode(out.toByteArray(), new TypeReference<List<Integer>>() {}.getType()))
                .isEqualTo(items);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23, 24, 255, 256, 65_535, 65_536, 70_000})
    void keysAndEncodedItemsAfterAMapHeaderAreAMap(int size) throws CodecException {
        Map<String, Point> entries = new LinkedHashMap<>();
        IntStream.range(0, size).forEach(i -> entries.put("key " + i, new Point(i, null)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ValueCodec.mapHeader(size, out);
        for (Map.Entry<String, Point> entry : entries.entrySet()) {
            ValueCodec.textKey(entry.getKey(), out);
            out.writeBytes(codec.encode(entry.getValue(), Point.class));
        }
        assertThat(codec.decode(out.toByteArray(), new TypeReference<Map<String, Point>>() {}.getType()))
                .isEqualTo(entries);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 23, 24, 255, 256, 65_536})
    void keysOfAnyLengthComeBack(int bytes) throws CodecException {
        String key = "\u00e9".repeat(bytes / 2) + "e".repeat(bytes % 2);
        assertThat(key.getBytes(StandardCharsets.UTF_8)).hasSize(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ValueCodec.mapHeader(1, out);
        ValueCodec.textKey(key, out);
        out.writeBytes(codec.encode(1, Integer.class));
        assertThat(codec.decode(out.toByteArray(), new TypeReference<Map<String, Integer>>() {}.getType()))
                .isEqualTo(Map.of(key, 1));
    }

    @Test
    void anItemInsideACollectionHasItsContentType() {
        Type type = new TypeReference<List<Map<String, Point>>>() {}.getType();
        assertThat(codec.javaType(codec.contentType(codec.contentType(type))).getRawClass())
                .isEqualTo(Point.class);
    }

    private void assertComesBack(Object value, Type type) throws CodecException {
        assertThat(codec.decode(codec.encode(value, type), type)).isEqualTo(value);
    }
}
