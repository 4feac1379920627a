package org.jarsl.samples.wordindex;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the tasks do. A task may run twice, since a manager can be lost just before it tells of the end; so each writes
 * its file under another name first, and what is there under the right name is always whole.
 */
final class WordApps {
    private WordApps() {}

    /**
     * A shell app: the words of the files that {@code list} names, one a line. A word is a run of the letters A to Z,
     * in lower case. {@code awk 1} ends each file's last line, so that no word reaches into the next file.
     */
    static String cut(Path list, Path words) {
        return whole("xargs -0 awk 1 < " + quoted(list) + " | tr -cs A-Za-z '\\n' | tr A-Z a-z | sed '/^$/d'", words);
    }

    /** A shell app: each word of the file once, after the number of times it was there. */
    static String count(Path words, Path counts) {
        return whole("sort " + quoted(words) + " | uniq -c", counts);
    }

    /** A Java app: what {@link #count} has written. */
    static Map<String, Long> read(Path counts) throws IOException {
        Map<String, Long> result = new HashMap<>();
        try (Stream<String> lines = Files.lines(counts)) {
            lines.map(String::strip).forEach(line -> {
                int space = line.indexOf(' ');
                result.put(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
            });
        }
        return result;
    }

    /** A Java app: the sum of the parts. */
    static Map<String, Long> merge(List<Map<String, Long>> parts) {
        Map<String, Long> sum = new HashMap<>();
        for (Map<String, Long> part : parts) {
            part.forEach((word, count) -> sum.merge(word, count, Long::sum));
        }
        return sum;
    }

    /** A Java app: writes the index, the most frequent word first, in the form of {@code uniq -c}; returns its lines. */
    static int write(Map<String, Long> counts, Path index) throws IOException {
        List<String> lines = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> String.format("%7d %s", entry.getValue(), entry.getKey()))
                .toList();
        Path part = Files.createTempFile(index.getParent(), "index", ".part");
        Files.write(part, lines);
        Files.move(part, index, StandardCopyOption.REPLACE_EXISTING);
        return lines.size();
    }

    /** A pipe that fails when any part of it does, into a file that is there only when it is whole. */
    private static String whole(String pipe, Path file) {
        String part = quoted(file) + ".$$";
        return "set -o pipefail; export LC_ALL=C; { " + pipe + "; } > " + part + " && mv " + part + " " + quoted(file);
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
