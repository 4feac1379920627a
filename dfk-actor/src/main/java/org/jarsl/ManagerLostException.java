package org.jarsl;

import org.jspecify.annotations.Nullable;

/** The node managers that ran the task were lost, so often that the task is taken for the cause. */
public final class ManagerLostException extends AppException {
    private static final long serialVersionUID = 1L;

    public ManagerLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
