package org.jarsl;

import org.jspecify.annotations.Nullable;

/** The task ran longer than its walltime; it was stopped, a shell command with all its processes. */
public final class WalltimeException extends AppException {
    private static final long serialVersionUID = 1L;

    public WalltimeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
