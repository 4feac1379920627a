package org.jarsl;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a shell app's standard output or error is written. Directories that are missing are made.
 *
 * @param file absolute; null stands for a name that Jarsl chooses
 * @param append true to add to the file, false to empty it first
 */
public record StdStream(@Nullable Path file, boolean append) {
    /** A file in the run directory, {@code task_logs/NNNN/task_ID_APP.stdout} (or {@code .stderr}). */
    public static final StdStream AUTO = new StdStream(null, false);

    /** To {@code file}, which is emptied first. */
    public static StdStream to(Path file) {
        return new StdStream(file.toAbsolutePath(), false);
    }

    /** To the end of {@code file}. */
    public static StdStream appendTo(Path file) {
        return new StdStream(file.toAbsolutePath(), true);
    }
}
