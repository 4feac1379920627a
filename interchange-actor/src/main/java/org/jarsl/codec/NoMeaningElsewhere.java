package org.jarsl.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Future;

/**
 * Refuses futures and objects of the JDK that are no values, such as threads, locks and streams. Jackson would write whatever fields
 * it can see of them, and whoever reads the bytes would find out.
 */
final class NoMeaningElsewhere extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;
    private static final List<String> PACKAGES =
            List.of("java.lang.", "java.util.", "java.io.", "java.nio.", "java.net.");

    @Override
    public JsonSerializer<?> modifySerializer(
            SerializationConfig config, BeanDescription bean, JsonSerializer<?> serializer) {
        String name = bean.getBeanClass().getName();
        boolean refused = Future.class.isAssignableFrom(bean.getBeanClass())
                || (serializer instanceof BeanSerializerBase
                        && PACKAGES.stream().anyMatch(name::startsWith));
        return refused ? new Refusing() : serializer;
    }

    private static final class Refusing extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            String advice = value instanceof Future<?>
                    ? "; pass the future as an argument of its own, or many in Arg.all or Arg.map"
                    : "";
            provider.reportBadDefinition(
                    value.getClass(), "a " + value.getClass().getName() + " means nothing in another process" + advice);
        }
    }
}
