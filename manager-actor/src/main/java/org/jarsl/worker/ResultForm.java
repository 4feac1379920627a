package org.jarsl.worker;

import java.lang.reflect.Type;
import org.jarsl.codec.CodecException;
import org.jspecify.annotations.Nullable;

/** Makes of a function's return value what the {@link Outcome} carries; called on the workers' threads. */
public interface ResultForm {
    /**
     * The value in its form.
     *
     * @param type the method's generic return type; {@code void.class} comes with null, a shell command with
     *     {@code Integer.class} and 0
     * @throws CodecException if the value cannot be encoded; the task fails with its message
     */
    @Nullable
    Object form(@Nullable Object value, Type type) throws CodecException;
}
