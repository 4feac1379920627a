package org.jarsl.simulator;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tasks that do not depend on each other, called in this order. */
record Mix(List<Part> parts) {
    /** Tasks that all take as long. */
    record Part(int tasks, Duration each) {}

    /** Such as {@code 1000x30s,50x10m}. */
    static Mix parse(String text) {
        List<Part> parts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int times = part.indexOf('x');
            try {
                int tasks =
                        Integer.parseInt(part.substring(0, Math.max(0, times)).trim());
                Duration each = ConfigFactory.parseMap(Map.of("it", part.substring(times + 1)))
                        .getDuration("it");
                if (tasks < 1 || each.isNegative()) {
                    throw new IllegalArgumentException(part);
                }
                parts.add(new Part(tasks, each));
            } catch (IllegalArgumentException | ConfigException e) {
                throw new IllegalArgumentException(
                        "\"" + part + "\" is no number of tasks and what each takes, such as 1000x30s", e);
            }
        }
        return new Mix(parts);
    }

    int tasks() {
        return parts.stream().mapToInt(Part::tasks).sum();
    }

    Duration longest() {
        return parts.stream().map(Part::each).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** What the task of this number takes. */
    long nanos(int task) {
        int left = task;
        for (Part part : parts) {
            if (left < part.tasks) {
                return part.each.toNanos();
            }
            left -= part.tasks;
        }
        throw new IndexOutOfBoundsException(task);
    }

    @Override
    public String toString() {
        return parts.stream()
                .map(part ->
                        part.tasks + "x" + part.each.toString().substring(2).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }
}
