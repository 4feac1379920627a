package org.jarsl;

import org.jspecify.annotations.Nullable;

/** Standard output or error of a shell app could not be opened, or its working directory is not there. */
public final class StdStreamException extends AppException {
    private static final long serialVersionUID = 1L;

    public StdStreamException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
