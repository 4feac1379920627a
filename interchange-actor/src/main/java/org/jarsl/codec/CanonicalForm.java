package org.jarsl.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are the same for equal values, which those of {@link ValueCodec} are not where a map or a set has an order
 * that means nothing. For comparison only: nothing reads them. Thread-safe.
 */
public final class CanonicalForm {
    private final ObjectMapper mapper;
    private final Map<Type, Boolean> plain = new ConcurrentHashMap<>();

    CanonicalForm(ObjectMapper encoder) {
        this.mapper = encoder.copy()
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .registerModule(new SimpleModule("sets").addSerializer(new Sets()));
    }

    /** Whether the bytes of {@link ValueCodec#encode} are canonical for every value of this type. */
    public boolean isThatOfTheCodec(Type type) {
        return plain.computeIfAbsent(type, each -> isPlain(mapper.constructType(each), new HashSet<>()));
    }

    /** {@code above}: the types that this one is part of; one that is part of itself is as plain as its other parts. */
    private boolean isPlain(JavaType type, Set<JavaType> above) {
        Class<?> raw = type.getRawClass();
        if (type.isPrimitive() || type.isEnumType() || isAtom(raw) || !above.add(type)) {
            return true;
        }
        if (List.class.isAssignableFrom(raw) || type.isArrayType()) {
            return isPlain(type.getContentType(), above);
        }
        return raw.isRecord()
                && Arrays.stream(raw.getRecordComponents())
                        .allMatch(component -> isPlain(typeOf(component, type), above));
    }

    private JavaType typeOf(RecordComponent component, JavaType record) {
        return mapper.getTypeFactory().resolveMemberType(component.getGenericType(), record.getBindings());
    }

    private static boolean isAtom(Class<?> raw) {
        return raw == String.class
                || raw == Boolean.class
                || raw == Character.class
                || (Number.class.isAssignableFrom(raw) && raw.getName().startsWith("java."))
                || Path.class.isAssignableFrom(raw)
                || Temporal.class.isAssignableFrom(raw);
    }

    /** The canonical bytes of {@code value} as a value of {@code type}. */
    public byte[] encode(@Nullable Object value, Type type) throws CodecException {
        try {
            return mapper.writerFor(mapper.constructType(type)).writeValueAsBytes(value);
        } catch (JsonProcessingException | StackOverflowError e) {
            throw ValueCodec.notEncodable(value, type, e);
        }
    }

    /** The bytes of the items in the order of these bytes. */
    private static final class Sets extends StdSerializer<Set<?>> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("unchecked") // there is no class of Set<?>
        Sets() {
            super((Class<Set<?>>) (Class<?>) Set.class);
        }

        @Override
        public void serialize(Set<?> set, JsonGenerator out, SerializerProvider serializers) throws IOException {
            Set<byte[]> items = new TreeSet<>(Arrays::compare);
            for (Object item : set) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (JsonGenerator one = out.getCodec().getFactory().createGenerator(bytes)) {
                    serializers
                            .findTypedValueSerializer(item.getClass(), true, null)
                            .serialize(item, one, serializers);
                }
                items.add(bytes.toByteArray());
            }
            out.writeStartArray();
            for (byte[] item : items) {
                out.writeBinary(item);
            }
            out.writeEndArray();
        }
    }
}
