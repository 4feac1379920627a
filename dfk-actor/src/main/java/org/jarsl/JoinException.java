package org.jarsl;

import org.jspecify.annotations.Nullable;

/** The future that a join app returned has failed, with {@link #getCause}; or the app returned none. */
public final class JoinException extends AppException {
    private static final long serialVersionUID = 1L;

    public JoinException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
