package org.jarsl;

import org.jspecify.annotations.Nullable;

/** A shell app's function returned null or an empty command line. */
public final class BashNoCommandException extends AppException {
    private static final long serialVersionUID = 1L;

    public BashNoCommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
