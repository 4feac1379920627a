package org.jarsl.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Something that was measured.
 *
 * @param key its name in JSON
 * @param label its name for people
 * @param decimals how many are worth printing
 * @param unit follows the value for people
 */
public record Figure(String key, String label, double value, int decimals, String unit) {
    public static final String THROUGHPUT = "tasks_per_second";
    public static final String P50 = "latency_p50_us";
    public static final String P99 = "latency_p99_us";
    public static final String FIRST_RESULT = "first_result_s";

    public static Figure throughput(double tasksPerSecond) {
        return new Figure(THROUGHPUT, "throughput", tasksPerSecond, 0, "tasks/s");
    }

    public static Figure firstResult(double seconds) {
        return new Figure(FIRST_RESULT, "first result", seconds, 3, "s after load");
    }

    /** One line. */
    public static String json(List<Figure> figures) {
        return figures.stream()
                .map(figure -> "\"" + figure.key + "\": "
                        + String.format(Locale.ROOT, "%." + figure.decimals + "f", figure.value))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** One line for each. */
    public static String text(List<Figure> figures) {
        return figures.stream()
                .map(figure -> String.format(
                        Locale.ROOT, "%-22s %,12." + figure.decimals + "f %s", figure.label, figure.value, figure.unit))
                .collect(Collectors.joining("\n"));
    }
}
