package org.jarsl;

import org.jspecify.annotations.Nullable;

/** A task was cancelled on which this one depends. */
public final class TaskCancelledException extends AppException {
    private static final long serialVersionUID = 1L;

    public TaskCancelledException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
