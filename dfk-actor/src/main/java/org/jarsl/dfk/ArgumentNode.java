package org.jarsl.dfk;

import com.fasterxml.jackson.databind.JavaType;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jarsl.codec.CodecException;
import org.jarsl.codec.ValueCodec;
import org.jarsl.dfk.core.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An argument on its way to a worker. Where all parts are bytes, they are joined without being decoded: what one app
 * returned goes into the next one's arguments as it came.
 */
public sealed interface ArgumentNode {
    /** Already encoded; a value given to an app that runs in another JVM is, from the moment of the call. */
    record Bytes(byte[] bytes) implements ArgumentNode {}

    /** A value as it is. */
    record Plain(@Nullable Object value) implements ArgumentNode {}

    /** What a task will return, or the file it will write. */
    record Result(TaskFuture<?> future, @Nullable Object instead) implements ArgumentNode {}

    /** What work outside this DataFlowKernel will return. */
    record External(ExternalValue value) implements ArgumentNode {}

    record Items(List<ArgumentNode> items) implements ArgumentNode {}

    record Entries(Map<String, ArgumentNode> entries) implements ArgumentNode {}

    /** Filled in by another thread before the task that needs it is launched. */
    final class ExternalValue {
        volatile @Nullable Object value;
    }

    /** True if nothing here needs to be encoded any more, once all results are there. */
    default boolean isBytes() {
        if (this instanceof Result result) {
            return result.instead() == null
                    && result.future().outcome() instanceof Outcome.Success success
                    && success.value() instanceof Outcome.Encoded;
        } else if (this instanceof Items items) {
            return items.items().stream().allMatch(ArgumentNode::isBytes);
        } else if (this instanceof Entries entries) {
            return entries.entries().values().stream().allMatch(ArgumentNode::isBytes);
        }
        return this instanceof Bytes;
    }

    /** Appends the encoded value. */
    default void encode(ValueCodec codec, JavaType type, ByteArrayOutputStream out) throws CodecException {
        if (this instanceof Bytes bytes) {
            out.writeBytes(bytes.bytes());
        } else if (this instanceof Items items) {
            ValueCodec.arrayHeader(items.items().size(), out);
            for (ArgumentNode item : items.items()) {
                item.encode(codec, type.getContentType(), out);
            }
        } else if (this instanceof Entries entries) {
            ValueCodec.mapHeader(entries.entries().size(), out);
            for (Map.Entry<String, ArgumentNode> entry : entries.entries().entrySet()) {
                ValueCodec.textKey(entry.getKey(), out);
                entry.getValue().encode(codec, type.getContentType(), out);
            }
        } else if (this instanceof Result result
                && result.instead() == null
                && result.future().outcome() instanceof Outcome.Success success
                && success.value() instanceof Outcome.Encoded encoded) {
            out.writeBytes(encoded.bytes());
        } else {
            out.writeBytes(codec.encode(value(codec, type), type));
        }
    }

    /** The value itself, for an app that runs in this JVM. */
    default @Nullable Object value(ValueCodec codec, Type type) throws CodecException {
        if (this instanceof Plain plain) {
            return plain.value();
        } else if (this instanceof Bytes bytes) {
            return codec.decode(bytes.bytes(), type);
        } else if (this instanceof Result result) {
            return result.instead() != null ? result.instead() : result.future().value();
        } else if (this instanceof External external) {
            return external.value().value;
        } else if (this instanceof Items items) {
            List<@Nullable Object> values = new ArrayList<>(items.items().size());
            for (ArgumentNode item : items.items()) {
                values.add(item.value(codec, codec.contentType(type)));
            }
            return values;
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, ArgumentNode> entry : ((Entries) this).entries().entrySet()) {
            values.put(entry.getKey(), entry.getValue().value(codec, codec.contentType(type)));
        }
        return values;
    }
}
