package org.jarsl.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class CanonicalFormTest {
    record Point(int x, List<Double> more, Path file, Instant at) {}

    record Named<T>(String name, T value) {}

    record Chain(int value, Chain next) {}

    enum Colour {
        RED
    }

    static final class Bean {
        int x;
    }

    private static final Type MAP = new TypeReference<Map<String, Map<String, Integer>>>() {}.getType();
    private static final Type SET = new TypeReference<Set<Set<String>>>() {}.getType();

    private final ValueCodec codec = new ValueCodec();
    private final CanonicalForm canonical = codec.canonicalForm();

    @Property
    void mapsThatAreEqualHaveTheSameBytesWhateverTheirOrder(@ForAll Map<String, Integer> inner) throws CodecException {
        Map<String, Integer> reversed = new LinkedHashMap<>(new TreeMap<String, Integer>(Collections.reverseOrder()));
        TreeMap<String, Integer> sorted = new TreeMap<>(Collections.reverseOrder());
        sorted.putAll(inner);
        reversed.putAll(sorted);
        assertThat(canonical.encode(Map.of("a", inner), MAP)).isEqualTo(canonical.encode(Map.of("a", reversed), MAP));
    }

    @Test
    void setsThatAreEqualHaveTheSameBytesWhateverTheirOrder() throws CodecException {
        Set<Set<String>> one = new LinkedHashSet<>(List.of(Set.of("x"), new LinkedHashSet<>(List.of("b", "a"))));
        Set<Set<String>> other = new LinkedHashSet<>(List.of(new LinkedHashSet<>(List.of("a", "b")), Set.of("x")));
        assertThat(canonical.encode(one, SET)).isEqualTo(canonical.encode(other, SET));
        assertThat(canonical.encode(one, SET)).isNotEqualTo(canonical.encode(Set.of(Set.of("a", "b")), SET));
    }

    @Test
    void onlyWhatCanHoldNoMapAndNoSetIsCanonicalAsItIs() {
        assertThat(List.<Type>of(
                        int.class, String.class, byte[].class, Point.class, Chain.class, Colour.class, Point[].class))
                .allMatch(canonical::isThatOfTheCodec);
        assertThat(canonical.isThatOfTheCodec(new TypeReference<Named<List<String>>>() {}.getType()))
                .isTrue();
        assertThat(canonical.isThatOfTheCodec(new TypeReference<Named<Set<String>>>() {}.getType()))
                .isFalse();
        assertThat(canonical.isThatOfTheCodec(new TypeReference<Optional<Set<String>>>() {}.getType()))
                .isFalse();
        assertThat(List.of(MAP, SET, Bean.class, Object.class)).noneMatch(canonical::isThatOfTheCodec);
    }
}
