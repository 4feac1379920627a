package org.jarsl;

import org.jspecify.annotations.Nullable;

/** A file that the app names as input was not there at the start, or one it names as output at the end. */
public final class MissingFilesException extends AppException {
    private static final long serialVersionUID = 1L;

    public MissingFilesException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
