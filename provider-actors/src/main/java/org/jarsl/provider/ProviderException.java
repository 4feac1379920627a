package org.jarsl.provider;

/** A scheduler refused or did not answer; the message has its words. */
public final class ProviderException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is known of the request, and so what to do about it. */
    public enum Kind {
        /** The scheduler said no, or there is none: the same again would be refused again. */
        REFUSED,
        /** The scheduler cannot be reached, and nothing was done: the same may work later. */
        UNAVAILABLE,
        /** The scheduler did not answer in time, and may or may not have done it. */
        UNCLEAR
    }

    private final Kind kind;

    public ProviderException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public ProviderException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
