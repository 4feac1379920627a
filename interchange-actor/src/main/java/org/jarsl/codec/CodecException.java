package org.jarsl.codec;

import org.jspecify.annotations.Nullable;

/** A value that cannot be turned into bytes, or bytes that are not a value of the type; names the path to the field. */
public final class CodecException extends Exception {
    private static final long serialVersionUID = 1L;

    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
