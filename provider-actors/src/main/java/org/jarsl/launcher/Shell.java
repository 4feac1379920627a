package org.jarsl.launcher;

/** The words of a launch command. */
final class Shell {
    /** Linux allows 131,071 in a word; something is left for the shells on the way. */
    private static final int MAX_COMMAND = 100_000;

    private Shell() {}

    /** Words that run this bash text, whatever is in it, in the environment of who runs them. */
    static String run(String command) {
        if (command.length() > MAX_COMMAND) {
            throw new IllegalArgumentException("the command that starts a manager has " + command.length()
                    + " characters, more than the " + MAX_COMMAND
                    + " that a launcher can hand over; is the class path so"
                    + " long? A directory with a * in it is shorter");
        }
        return "/bin/bash -c " + quoted(command);
    }

    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** The words that are not empty. */
    static String line(String... words) {
        return String.join(
                " ",
                java.util.stream.Stream.of(words)
                        .filter(word -> !word.isBlank())
                        .toList());
    }
}
