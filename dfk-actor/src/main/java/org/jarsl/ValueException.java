package org.jarsl;

import org.jspecify.annotations.Nullable;

/** An argument or result could not be encoded, decoded, or is larger than the configured limit. */
public final class ValueException extends AppException {
    private static final long serialVersionUID = 1L;

    public ValueException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
