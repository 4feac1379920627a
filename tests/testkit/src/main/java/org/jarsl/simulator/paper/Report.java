package org.jarsl.simulator.paper;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Simulated results beside published ones.
 *
 * @param preface how they came about, in one paragraph
 * @param results as they go into JSON: records, lists, numbers
 */
public record Report(
        String title, String preface, List<Table> tables, List<Figure> figures, Map<String, Object> results) {
    private static final String ALL_WRITTEN = "";

    public String text() {
        return title + "\n" + "=".repeat(title.length()) + "\n" + preface + "\n\n"
                + tables.stream().map(Table::text).collect(Collectors.joining("\n"));
    }

    private String markdown(boolean withFigures) {
        String plots = figures.stream()
                .map(figure -> "![" + figure.title() + "](" + figure.name() + ".svg)\n")
                .collect(Collectors.joining("\n"));
        return "# " + title + "\n\n" + preface + "\n\n"
                + tables.stream().map(Table::markdown).collect(Collectors.joining("\n"))
                + (withFigures ? "\n" + plots : "");
    }

    /**
     * Writes {@code results.md}, {@code results.json}, and each figure as SVG and PNG.
     *
     * @return why the figures are missing; empty if they are not
     */
    public String write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("simulated", true);
        json.put("published_source", Published.SOURCE);
        json.putAll(results);
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(directory.resolve("results.json").toFile(), json);
        String missing = draw(directory);
        Files.writeString(directory.resolve("results.md"), markdown(missing.equals(ALL_WRITTEN)));
        return missing;
    }

    private String draw(Path directory) throws IOException {
        System.setProperty("java.awt.headless", "true");
        String lacking = lackingFonts();
        if (lacking.isEmpty()) {
            for (Figure figure : figures) {
                new Drawing(figure).save(directory);
            }
        }
        return lacking;
    }

    /** Java draws letters with the system's fonts, even into a file, and a server may have none. */
    private static String lackingFonts() {
        try {
            Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 1);
            return font.getStringBounds("M", new FontRenderContext(null, false, false))
                            .isEmpty()
                    ? lacking("its letters are empty")
                    : ALL_WRITTEN;
        } catch (RuntimeException | InternalError | LinkageError e) {
            return lacking(e.toString());
        }
    }

    private static String lacking(String how) {
        return "no plots were drawn, since this Java has no fonts to write with (" + how
                + "); on Debian \"apt-get install fontconfig fonts-dejavu-core\" brings some";
    }
}
