package org.jarsl;

import java.nio.file.Path;
import java.util.concurrent.Future;

/** A file that a task is going to write. Its value is the path, there when the task has ended well. Thread-safe. */
public interface DataFuture extends Arg.Future<Path>, Future<Path> {
    /**
     * Waits until the file is there.
     *
     * @throws AppException if the task that was to write it failed
     */
    Path join();

    /** The file, whether it is there yet or not. */
    Path file();

    /** The task that writes it. */
    AppFuture<?> task();
}
