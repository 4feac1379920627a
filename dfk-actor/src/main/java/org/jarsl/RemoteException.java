package org.jarsl;

import org.jspecify.annotations.Nullable;

/**
 * The app's own code threw. Unlike a local call, what it threw stays where it was thrown: here are its class name, its
 * message and its stack as text, and as {@link #getCause} the same exception built anew, if its class is there and has
 * a constructor that takes a message.
 */
public final class RemoteException extends AppException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final String remoteStack;

    public RemoteException(String message, String type, String remoteStack, @Nullable Throwable cause) {
        super(message, cause);
        this.type = type;
        this.remoteStack = remoteStack;
    }

    /** Class name of what was thrown. */
    public String type() {
        return type;
    }

    /** The stack trace on the worker, as text. */
    public String remoteStack() {
        return remoteStack;
    }
}
