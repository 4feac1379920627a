package org.jarsl.simulator.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Results, one row for each run.
 *
 * @param rows each as long as the header; an empty cell is one that nobody has measured
 * @param note what the reader must know to understand it, in one paragraph
 */
public record Table(String title, List<String> header, List<List<String>> rows, String note) {
    private static final int NOTE_COLUMNS = 110;

    /** For a terminal: columns aligned to the right, but the first. */
    String text() {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        int[] widths = IntStream.range(0, header.size())
                .map(column -> all.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        String lines = all.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
        return title + "\n" + "-".repeat(title.length()) + "\n" + lines + "\n" + wrapped(note) + "\n";
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String blanks = " ".repeat(widths[column] - row.get(column).length());
            line.append(column == 0 ? "" : "  ")
                    .append(column == 0 ? row.get(column) + blanks : blanks + row.get(column));
        }
        return line.toString().stripTrailing();
    }

    private static String wrapped(String paragraph) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : paragraph.split(" ", -1)) {
            boolean fits = column + word.length() < NOTE_COLUMNS;
            lines.append(column == 0 ? "" : fits ? " " : "\n").append(word);
            column = fits ? column + word.length() + 1 : word.length() + 1;
        }
        return lines.toString();
    }

    String markdown() {
        String rule = header.stream().map(cell -> "---:").collect(Collectors.joining(" | ", "| ", " |"));
        String lines = rows.stream().map(Table::bars).collect(Collectors.joining("\n"));
        return "## " + title + "\n\n" + bars(header) + "\n" + rule + "\n" + lines + "\n\n" + note + "\n";
    }

    private static String bars(List<String> row) {
        return row.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }
}
