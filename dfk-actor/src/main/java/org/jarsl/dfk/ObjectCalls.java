package org.jarsl.dfk;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.Fn;
import org.jarsl.codec.CodecException;
import org.jarsl.executor.TaskExecutor;
import org.jarsl.protocol.AppKind;
import org.jarsl.worker.ObjectTask;
import org.jspecify.annotations.Nullable;

/** Makes tasks of Callable and Runnable objects. */
final class ObjectCalls {
    /** A started task, and what its result is to be decoded as, if it is still bytes. */
    record Started(AppFuture<?> future, @Nullable Type encodedAs) {}

    private final Kernel kernel;
    private final List<String> labels;
    private final AppRegistry.Definition here;
    private final Fn.F2<String, byte[], byte[]> elsewhere = ObjectTask::runEncoded;

    @SuppressWarnings("NullAway") // a task may return null, as an app may
    ObjectCalls(Kernel kernel, List<String> labels) {
        this.kernel = kernel;
        this.labels = labels;
        Fn.F1<Object, Object> run = ObjectTask::run;
        this.here = kernel.apps().defineLocal(run);
    }

    Started start(Object task) {
        TaskExecutor executor = kernel.choose(labels);
        String name = task.getClass().getSimpleName();
        AppOptions options = AppOptions.DEFAULT.withName(name);
        if (!executor.wantsBytes()) {
            return new Started(kernel.call(here, executor, options, Arg.of(task)), null);
        }
        if (task.getClass().isHidden() && task instanceof Serializable lambda) {
            try {
                return new Started(
                        kernel.call(kernel.apps().define(lambda, AppKind.JAVA, false), executor, options), null);
            } catch (IllegalArgumentException e) {
                throw new RejectedExecutionException(e.getMessage(), e);
            }
        }
        if (task.getClass().isHidden() || task.getClass().isAnonymousClass()) {
            throw new RejectedExecutionException("executor " + executor.label()
                    + " runs tasks in other JVMs, which cannot"
                    + " make this " + task.getClass().getName() + "; submit an object of a named class or record, or a"
                    + " lambda that captures nothing, cast to (Callable<T> & Serializable)");
        }
        return startEncoded(task, executor, options);
    }

    private Started startEncoded(Object task, TaskExecutor executor, AppOptions options) {
        Class<?> type = task.getClass();
        try {
            byte[] fields = kernel.codec().encode(task, type);
            AppRegistry.Definition app = kernel.apps().define(elsewhere, type);
            AppFuture<?> future = kernel.call(app, executor, options, Arg.of(type.getName()), Arg.of(fields));
            return new Started(future, ObjectTask.resultType(type));
        } catch (CodecException | NoSuchMethodException e) {
            throw new RejectedExecutionException("the task cannot be sent to another JVM: " + e.getMessage(), e);
        }
    }

    @Nullable
    Object result(Started started) throws Exception {
        Object value = started.future().join();
        return started.encodedAs() != null && value instanceof byte[] bytes
                ? kernel.codec().decode(bytes, started.encodedAs())
                : value;
    }
}
