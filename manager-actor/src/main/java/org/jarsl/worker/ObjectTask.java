package org.jarsl.worker;

import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import org.jarsl.codec.CodecException;
import org.jarsl.codec.ValueCodec;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Callable} or {@link Runnable} object as if it were an app: what the ExecutorService facade makes tasks
 * of. In another JVM the object is made anew from its class name and its fields.
 */
public final class ObjectTask {
    private static final ValueCodec CODEC = new ValueCodec();

    private ObjectTask() {}

    /** Runs an object of this JVM. */
    public static @Nullable Object run(Object task) throws Exception {
        if (task instanceof Callable<?> callable) {
            return callable.call();
        }
        ((Runnable) task).run();
        return null;
    }

    /**
     * Runs an object that was encoded with {@link ValueCodec}.
     *
     * @return its result, encoded by the return type of its {@code call} method
     */
    public static byte[] runEncoded(String className, byte[] fields) throws Exception {
        Class<?> type = Class.forName(className, true, Thread.currentThread().getContextClassLoader());
        Object task = CODEC.decode(fields, type);
        if (task == null) {
            throw new CodecException("the task of class " + className + " is null", null);
        }
        return CODEC.encode(run(task), resultType(type));
    }

    /** What the {@code call} method of a Callable's class says it returns; {@code Void} for a Runnable. */
    public static java.lang.reflect.Type resultType(Class<?> type) throws NoSuchMethodException {
        if (!Callable.class.isAssignableFrom(type)) {
            return Void.class;
        }
        Method call = type.getMethod("call");
        return call.getGenericReturnType();
    }
}
