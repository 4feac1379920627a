package org.jarsl.settings;

/** A setting cannot be used; the message names file, line, key and value, and what is allowed. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
