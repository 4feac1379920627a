package org.jarsl;

import org.jspecify.annotations.Nullable;

/** The worker has no such class or method: its class path is not the head's. */
public final class AppNotFoundException extends AppException {
    private static final long serialVersionUID = 1L;

    public AppNotFoundException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
