package org.jarsl.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns users' values into CBOR and back. Unlike Java serialisation, the type is never in the bytes: each side reads it
 * from the method's signature, so nobody can make a worker build an object of a class that no app mentions.
 *
 * <p>A class is its fields, whatever their access; getters are not called. Records, collections, maps, arrays, enums,
 * {@code Optional}, {@code Path} and {@code java.time} work as they are; other classes need a constructor without
 * parameters or Jackson's annotations. A value must be of the class that is declared, not of a subclass, unless
 * {@code @JsonTypeInfo} tells them apart. What is declared as {@code Object} or {@code Number} comes back as in JSON:
 * the smallest fitting number, a text, a list or a map. Thread-safe.
 */
public final class ValueCodec {
    private static final int ARRAY_HEADER = 0x80;
    private static final int MAP_HEADER = 0xa0;
    private static final int TEXT_HEADER = 0x60;
    /** What Jackson says to those who configure it, and what that means to others. */
    private static final Map<Pattern, String> PLAIN_WORDS = Map.of(
            Pattern.compile("No serializer found for class (\\S+) and no properties .*"),
            "a $1 has no fields to write",
            Pattern.compile("Cannot construct instance of `([^`]+)` \\((no Creators|although at least one Creator).*"),
            "$1 has no constructor without parameters");

    private final ObjectMapper mapper;
    private final CanonicalForm canonicalForm;
    private final Map<Type, ObjectWriter> writers = new ConcurrentHashMap<>();
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

    public ValueCodec() {
        CBORFactory factory = CBORFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .build();
        this.mapper = CBORMapper.builder(factory)
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .visibility(PropertyAccessor.GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.SETTER, Visibility.NONE)
                .addModule(new SimpleModule("subclasses").setSerializerModifier(new AsDeclared()))
                .addModule(new SimpleModule("resources").setSerializerModifier(new NoMeaningElsewhere()))
                .enable(MapperFeature.USE_STATIC_TYPING)
                .annotationIntrospector(new AsDeclared.Typing())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
        this.canonicalForm = new CanonicalForm(mapper);
    }

    /** The bytes of {@code value} as a value of {@code type}. */
    public byte[] encode(@Nullable Object value, Type type) throws CodecException {
        try {
            return writer(type).writeValueAsBytes(value);
        } catch (JsonProcessingException | StackOverflowError e) {
            throw notEncodable(value, type, e);
        }
    }

    /** The value of {@code type} in {@code bytes}. */
    public @Nullable Object decode(byte[] bytes, Type type) throws CodecException {
        try {
            return reader(type).readValue(bytes);
        } catch (IOException e) {
            throw notDecodable("result", type, e);
        }
    }

    /** The values that stand one after the other in {@code bytes}, one of each type. */
    public @Nullable Object[] decodeAll(byte[] bytes, Type[] types) throws CodecException {
        @Nullable Object[] values = new @Nullable Object[types.length];
        int i = 0;
        try (JsonParser parser = mapper.createParser(bytes)) {
            for (; i < types.length; i++) {
                parser.nextToken();
                values[i] = reader(types[i]).readValue(parser);
            }
            return values;
        } catch (IOException e) {
            throw notDecodable("argument " + (i + 1), types[i], e);
        }
    }

    /** What equal values have in common. */
    public CanonicalForm canonicalForm() {
        return canonicalForm;
    }

    /** How this codec sees a type. */
    public JavaType javaType(Type type) {
        return mapper.constructType(type);
    }

    /** The type of the items of a collection, or of the values of a map. */
    public Type contentType(Type type) {
        return mapper.constructType(type).getContentType();
    }

    /** Begins an array of {@code size} items, which the caller appends as encoded values. */
    public static void arrayHeader(int size, ByteArrayOutputStream out) {
        header(ARRAY_HEADER, size, out);
    }

    /** Begins a map of {@code size} entries; for each the caller appends a {@link #textKey} and an encoded value. */
    public static void mapHeader(int size, ByteArrayOutputStream out) {
        header(MAP_HEADER, size, out);
    }

    public static void textKey(String key, ByteArrayOutputStream out) {
        byte[] utf8 = key.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        header(TEXT_HEADER, utf8.length, out);
        out.writeBytes(utf8);
    }

    /** RFC 8949, section 3: the major type in the high three bits, the argument as short as it goes. */
    private static void header(int majorType, int argument, ByteArrayOutputStream out) {
        if (argument < 24) {
            out.write(majorType | argument);
        } else if (argument < 0x100) {
            out.write(majorType | 24);
            out.write(argument);
        } else {
            out.write(majorType | 26);
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.write(argument >>> shift);
            }
        }
    }

    private ObjectWriter writer(Type type) {
        return writers.computeIfAbsent(type, t -> mapper.writerFor(mapper.constructType(t)));
    }

    private ObjectReader reader(Type type) {
        return readers.computeIfAbsent(type, t -> {
            JavaType javaType = mapper.constructType(t);
            return mapper.readerFor(javaType);
        });
    }

    static CodecException notEncodable(@Nullable Object value, Type type, Throwable cause) {
        // Where it happens inside a collection, Jackson wraps the exception in one that has the path.
        boolean tooDeep = cause instanceof StackOverflowError
                || cause instanceof StreamConstraintsException
                || cause.getCause() instanceof StreamConstraintsException;
        String why = tooDeep ? "it is nested deeper than 1000 levels; does it contain itself?" : reason(cause);
        String actual = value == null ? "null" : value.getClass().getTypeName();
        return new CodecException(
                "a value of " + actual + " cannot be encoded as " + type.getTypeName() + path(cause) + ": " + why,
                cause);
    }

    private static CodecException notDecodable(String what, Type type, Throwable cause) {
        return new CodecException(
                what + " cannot be decoded as " + type.getTypeName() + path(cause) + ": " + reason(cause), cause);
    }

    private static String path(Throwable cause) {
        if (!(cause instanceof JsonMappingException mapping)
                || mapping.getPath().isEmpty()) {
            return "";
        }
        StringBuilder path = new StringBuilder(" at ");
        mapping.getPath().stream().limit(20).forEach(step -> {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append('.').append(step.getFieldName());
            }
        });
        return path.toString();
    }

    private static String reason(Throwable cause) {
        String message = cause instanceof JsonProcessingException json ? json.getOriginalMessage() : cause.getMessage();
        if (message == null) {
            return cause.getClass().getSimpleName();
        }
        for (Map.Entry<Pattern, String> each : PLAIN_WORDS.entrySet()) {
            message = each.getKey().matcher(message).replaceFirst(each.getValue());
        }
        return message;
    }
}
