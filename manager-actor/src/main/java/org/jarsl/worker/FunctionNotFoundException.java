package org.jarsl.worker;

import org.jspecify.annotations.Nullable;

/** This JVM cannot call a function: its class or method is not there, or does not link. The message says which. */
public final class FunctionNotFoundException extends Exception {
    private static final long serialVersionUID = 1L;

    FunctionNotFoundException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
