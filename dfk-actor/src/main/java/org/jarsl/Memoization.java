package org.jarsl;

import java.util.Set;
import java.util.TreeSet;

/**
 * When two calls of a memoised app count as identical. Immutable.
 *
 * @param ignored arguments that do not count, numbered from 1
 * @param files what counts of a file that is an input or an argument
 */
public record Memoization(Set<Integer> ignored, Files files) {
    /** What counts of a file. */
    public enum Files {
        /** Its path alone. */
        PATH,
        /** Its path, size and time of change, as for make; a file that is not there counts as such. */
        STAMP,
        /** Its path and a hash of its content, which is read for each call. */
        CONTENT
    }

    /** All arguments count, and of files path, size and time. */
    public static final Memoization DEFAULT = new Memoization(Set.of(), Files.STAMP);

    public Memoization {
        ignored = Set.copyOf(ignored);
        if (ignored.stream().anyMatch(number -> number < 1)) {
            throw new IllegalArgumentException("arguments are numbered from 1; got " + new TreeSet<>(ignored));
        }
    }

    /** Those arguments do not count, such as one that says where to write messages. */
    public Memoization ignoring(Integer... arguments) {
        return new Memoization(Set.of(arguments), files);
    }

    public Memoization files(Files newFiles) {
        return new Memoization(ignored, newFiles);
    }
}
