package org.jarsl.protocol;

/** What a worker does with an app's function. */
public enum AppKind {
    /** The function's return value is the result. */
    JAVA,
    /** The function returns a command line, which {@code /bin/bash} runs; the result is its exit code, zero. */
    SHELL
}
