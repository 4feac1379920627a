package org.jarsl.worker;

import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;

/** Carries a failure out of the steps of an attempt; the cause is what was thrown, if anything. Has no stack trace. */
final class FailedAttempt extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    FailedAttempt(Failure failure, @Nullable Throwable cause) {
        super(failure.message(), cause, false, false);
        this.failure = failure;
    }

    FailedAttempt(Failure.Kind kind, String message) {
        this(Failure.of(kind, message), null);
    }

    Failure failure() {
        return failure;
    }
}
