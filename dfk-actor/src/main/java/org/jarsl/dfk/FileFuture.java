package org.jarsl.dfk;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jarsl.DataFuture;

/** A file, there when its task has ended well. */
record FileFuture(TaskFuture<?> task, Path file) implements DataFuture {
    @Override
    public Path join() {
        task.join();
        return file;
    }

    @Override
    public Path get() throws InterruptedException, ExecutionException {
        task.get();
        return file;
    }

    @Override
    public Path get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        task.get(timeout, unit);
        return file;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return task.cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean isCancelled() {
        return task.isCancelled();
    }

    @Override
    public boolean isDone() {
        return task.isDone();
    }
}
