package org.jarsl.cli;

/**
 * What standard error is. A JVM cannot ask, so the {@code jarsl} script does, and passes the width on.
 *
 * @param columns 0 if it is no terminal
 */
record Terminal(int columns, boolean colours) {
    static final String RED = "31";
    static final String GREEN = "32";

    static Terminal current() {
        int columns = Integer.getInteger("jarsl.terminal-columns", 0);
        return new Terminal(columns, columns > 0 && System.getenv("NO_COLOR") == null);
    }

    boolean isTerminal() {
        return columns > 0;
    }

    String coloured(String colour, String text) {
        return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }
}
