package org.jarsl;

/** Where tasks run; one of the kinds listed here. */
public sealed interface ExecutorConfig permits ThreadPoolConfig, HighThroughputConfig {
    /** The name by which apps choose it; also that of its directory in the run directory. */
    String label();

    /** Labels name directories and actors. */
    static void checkLabel(String label) {
        if (!label.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
            throw new IllegalArgumentException("label \"" + label
                    + "\": expected 1 to 64 letters, digits, - or _, beginning with a letter or digit");
        }
    }
}
