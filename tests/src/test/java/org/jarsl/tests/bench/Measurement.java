package org.jarsl.tests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jarsl.cli.Throughput;
import org.jspecify.annotations.Nullable;

/**
 * A command that measures something and prints it as one line of JSON, the last that it prints; all that is known from
 * its runs so far.
 */
final class Measurement {
    private static final int LONGEST_MINUTES = 15;

    private final String name;
    private final List<String> command;
    private final Map<String, List<Double>> values = new TreeMap<>();

    Measurement(String name, List<String> command) {
        this.name = name;
        this.command = command;
    }

    String name() {
        return name;
    }

    /** Runs the command once. Whatever goes wrong is returned, for the others must go on; else null. */
    @Nullable
    String run(Path directory) throws IOException, InterruptedException {
        Path out = directory.resolve("stdout");
        Path err = directory.resolve("stderr");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return "has not ended after " + LONGEST_MINUTES + " min; see " + err;
        }
        List<String> lines = Files.readAllLines(out);
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        if (process.exitValue() != 0 || !last.startsWith("{")) {
            return "ended with code " + process.exitValue() + " and \"" + last + "\"; see " + err;
        }
        JsonNode json = new ObjectMapper().readTree(last);
        json.properties()
                .forEach(field -> values.computeIfAbsent(field.getKey(), key -> new ArrayList<>())
                        .add(field.getValue().asDouble()));
        return null;
    }

    /** The median of what its runs have said; NaN if they said nothing of the kind. */
    double median(String figure) {
        double[] all = values.getOrDefault(figure, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        return all.length == 0 ? Double.NaN : Throughput.percentile(all, 50);
    }

    /** Of each figure what each run has said. */
    Map<String, List<Double>> all() {
        return values;
    }

    @Override
    public String toString() {
        return name + " " + Arrays.toString(command.toArray());
    }
}
