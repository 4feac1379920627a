package org.jarsl;

import org.jspecify.annotations.Nullable;

/** The task asks for more than any manager has. */
public final class ResourcesException extends AppException {
    private static final long serialVersionUID = 1L;

    public ResourcesException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
