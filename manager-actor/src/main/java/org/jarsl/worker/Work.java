package org.jarsl.worker;

import java.lang.reflect.Type;
import org.jarsl.codec.CodecException;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.TaskOptions;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, ready to run.
 *
 * @param attempt raised each time the task is run again
 * @param slots how many workers it occupies while it runs, its own included; more than the pool has means all of them
 */
public record Work(long taskId, int attempt, AppDescriptor app, Arguments arguments, TaskOptions options, int slots) {

    /** Gives the arguments when the worker is about to run; called once, on the worker's thread. */
    public interface Arguments {
        /**
         * The arguments in order, one of each type.
         *
         * @throws CodecException if the bytes are not values of these types; the task fails with its message
         */
        @Nullable
        Object[] decode(Type[] parameterTypes) throws CodecException;
    }
}
