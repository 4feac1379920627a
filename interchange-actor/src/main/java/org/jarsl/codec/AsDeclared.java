package org.jarsl.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.ResolvableSerializer;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Refuses an object of a subclass where the class is declared: the reader goes by the declaration and would make an
 * object of the class, less the fields of the subclass, and nobody would know. Classes whose bytes do say which subclass
 * it is, by Jackson's {@code @JsonTypeInfo}, are written as what they are.
 *
 * <p>To be used with static typing, where Jackson chooses the serializer by the declaration, and with {@link Typing}.
 */
final class AsDeclared extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSerializer<?> modifySerializer(
            SerializationConfig config, BeanDescription bean, JsonSerializer<?> serializer) {
        Class<?> declared = bean.getBeanClass();
        return serializer instanceof BeanSerializerBase && !Modifier.isFinal(declared.getModifiers())
                ? new OfClass(declared, serializer)
                : serializer;
    }

    /** What is declared as an Object can be written only as what it is. */
    static final class Typing extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonSerialize.@Nullable Typing findSerializationTyping(Annotated field) {
            return field.getRawType() == Object.class
                    ? JsonSerialize.Typing.DYNAMIC
                    : super.findSerializationTyping(field);
        }
    }

    private static final class OfClass extends JsonSerializer<Object>
            implements ContextualSerializer, ResolvableSerializer {
        private final Class<?> declared;
        private final JsonSerializer<Object> fields;

        @SuppressWarnings("unchecked")
        OfClass(Class<?> declared, JsonSerializer<?> fields) {
            this.declared = declared;
            this.fields = (JsonSerializer<Object>) fields;
        }

        @Override
        public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            if (value.getClass() != declared) {
                provider.reportBadDefinition(
                        declared,
                        "a " + value.getClass().getTypeName() + " would arrive as a " + declared.getTypeName()
                                + "; declare the class itself, or say with @JsonTypeInfo how they are told apart");
            }
            fields.serialize(value, generator, provider);
        }

        @Override
        public void serializeWithType(
                Object value, JsonGenerator generator, SerializerProvider provider, TypeSerializer types)
                throws IOException {
            JsonSerializer<Object> own =
                    value.getClass() == declared ? fields : provider.findValueSerializer(value.getClass());
            own.serializeWithType(value, generator, provider, types);
        }

        @Override
        public JsonSerializer<?> createContextual(SerializerProvider provider, @Nullable BeanProperty property)
                throws JsonMappingException {
            JsonSerializer<?> contextual = provider.handlePrimaryContextualization(fields, property);
            return contextual == fields ? this : new OfClass(declared, Objects.requireNonNull(contextual));
        }

        @Override
        public void resolve(SerializerProvider provider) throws JsonMappingException {
            ((ResolvableSerializer) fields).resolve(provider);
        }
    }
}
