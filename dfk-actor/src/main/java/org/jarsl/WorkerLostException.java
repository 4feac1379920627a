package org.jarsl;

import org.jspecify.annotations.Nullable;

/** The workers that ran the task were lost, so often that the task is taken for the cause. */
public final class WorkerLostException extends AppException {
    private static final long serialVersionUID = 1L;

    public WorkerLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
