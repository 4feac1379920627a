package org.jarsl.provider;

import java.util.stream.Stream;

/** What a command of a scheduler said; see {@link Commands}. */
record Answer(String command, int exitCode, String out, String err) {
    private static final int SHOWN = 500;

    boolean ok() {
        return exitCode == 0;
    }

    /** Both streams, for those that write errors to either. */
    boolean says(String words) {
        return out.contains(words) || err.contains(words);
    }

    /** Those of both streams that are not blank. */
    Stream<String> lines() {
        return Stream.concat(out.lines(), err.lines()).filter(line -> !line.isBlank());
    }

    /** This answer as an exception's message: the command, its exit code and its words. */
    ProviderException as(ProviderException.Kind kind) {
        String words = (err.isBlank() ? out : err).strip();
        if (words.length() > SHOWN) {
            words = words.substring(0, SHOWN) + "...";
        }
        return new ProviderException(
                kind, "`" + command + "` ended with exit code " + exitCode + (words.isEmpty() ? "" : ": " + words));
    }

    /** The answer is not what this version of Jarsl expects. */
    ProviderException unreadable(String expected) {
        ProviderException whole = as(ProviderException.Kind.UNAVAILABLE);
        return new ProviderException(
                ProviderException.Kind.UNAVAILABLE, whole.getMessage() + "; expected " + expected, whole);
    }
}
