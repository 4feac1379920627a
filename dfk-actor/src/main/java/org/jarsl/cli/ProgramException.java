package org.jarsl.cli;

/** A program cannot be run, and why is the user's to know: the message alone is shown, no stack. */
final class ProgramException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProgramException(String message) {
        super(message);
    }
}
