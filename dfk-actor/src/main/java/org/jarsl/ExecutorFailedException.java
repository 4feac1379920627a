package org.jarsl;

import org.jspecify.annotations.Nullable;

/** The task's executor cannot run anything; the message has the last words of its blocks. */
public final class ExecutorFailedException extends AppException {
    private static final long serialVersionUID = 1L;

    public ExecutorFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
