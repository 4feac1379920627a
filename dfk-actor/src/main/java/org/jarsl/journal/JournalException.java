package org.jarsl.journal;

import org.jspecify.annotations.Nullable;

/** A journal cannot be used, or not any more; the message says which, why and what to do. */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
