package org.jarsl;

/** A shell app's command ended with another exit code than zero; the message has the end of its standard error. */
public final class BashExitException extends AppException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public BashExitException(String message, int exitCode) {
        super(message, null);
        this.exitCode = exitCode;
    }

    /** 126: not executable; 127: not found; above 128: 128 plus the number of the signal that ended it. */
    public int exitCode() {
        return exitCode;
    }
}
