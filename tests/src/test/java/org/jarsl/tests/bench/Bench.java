package org.jarsl.tests.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jarsl.cli.Figure;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures Jarsl beside other systems, one after the other in each round, then what else the engine can do; prints a table
 * and writes it as JSON and as a plot. Each measurement is a command of its own, so none profits from another's warmth.
 */
@Command(name = "tests/bench", mixinStandardHelpOptions = true, sortOptions = false)
public final class Bench implements Callable<Integer> {

    /** A line of the table: a figure of a measurement. */
    private record Line(String what, String figure, Measurement measurement) {}

    @Option(names = "--home", required = true, hidden = true)
    private Path home = Path.of("");

    @Option(names = "--rounds", defaultValue = "5", description = "of all systems (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--tasks", defaultValue = "1000000", description = "of Jarsl's rounds (default: ${DEFAULT-VALUE})")
    private int tasks;

    @Option(
            names = "--other-tasks",
            defaultValue = "100000",
            description = "of the other systems' rounds (default: ${DEFAULT-VALUE})")
    private int otherTasks;

    @Option(
            names = "--system",
            paramLabel = "NAME=COMMAND",
            description = "another system: a command that prints {\"tasks_per_second\": ..., \"latency_p50_us\": ...,"
                    + " \"latency_p99_us\": ..., \"first_result_s\": ...} as its last line")
    private Map<String, String> systems = new LinkedHashMap<>();

    @Option(names = "--only-systems", description = "only the comparison")
    private boolean onlySystems;

    @Option(names = "--output", description = "directory of bench.json, bench.svg and bench-logs (default: here)")
    private Path output = Path.of("");

    private int failures;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, RunnerException {
        Files.createDirectories(output.toAbsolutePath());
        System.out.println(machine());
        List<Measurement> compared = new ArrayList<>();
        compared.add(new Measurement("jarsl", perf("--tasks", "" + tasks)));
        for (String other : List.of("ignite", "hazelcast")) {
            compared.add(new Measurement(other, OtherSystem.command(other, "" + otherTasks, "1")));
        }
        systems.forEach((name, command) -> compared.add(new Measurement(name, List.of("bash", "-c", command))));
        for (int round = 1; round <= rounds; round++) {
            for (Measurement system : compared) {
                run(system, "round " + round + " of " + rounds);
            }
        }
        compare(compared);
        List<Measurement> all = new ArrayList<>(compared);
        if (!onlySystems) {
            all.addAll(engine());
            interchange();
        }
        write(all);
        draw(compared);
        return failures == 0 ? 0 : 1;
    }

    private static String machine() {
        return String.format(
                Locale.ROOT,
                "%s, %d cores, %,d MB, Java %s, load %.2f",
                System.getProperty("os.name"),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                                .getTotalMemorySize()
                        >> 20,
                System.getProperty("java.version"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private List<String> perf(String... arguments) {
        return Stream.concat(Stream.of(home.resolve("jarsl").toString(), "perf", "--json"), Stream.of(arguments))
                .toList();
    }

    private List<String> campaign() {
        String command = String.join(" ", perf("--tasks", "" + 10 * tasks, "--window", "" + tasks / 10));
        return List.of("bash", "-c", "JDK_JAVA_OPTIONS=-Xmx2g " + command);
    }

    private void run(Measurement measurement, String when) throws IOException, InterruptedException {
        System.err.println("bench: " + measurement.name() + ", " + when);
        Path directory = Files.createDirectories(
                output.resolve("bench-logs").resolve(measurement.name().replace(' ', '-')));
        String problem = measurement.run(directory);
        if (problem != null) {
            failures++;
            System.out.println(measurement + " " + problem);
        }
    }

    private static void compare(List<Measurement> compared) {
        System.out.printf(
                Locale.ROOT,
                "%n%-12s %12s %12s %12s %16s%n",
                "system",
                "tasks/s",
                "p50 us",
                "p99 us",
                "first result s");
        for (Measurement system : compared) {
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %,12.0f %,12.1f %,12.1f %,16.2f%n",
                    system.name(),
                    system.median(Figure.THROUGHPUT),
                    system.median(Figure.P50),
                    system.median(Figure.P99),
                    system.median(Figure.FIRST_RESULT));
        }
    }

    /** Each of these is measured once, by as many rounds in one JVM. */
    private List<Measurement> engine() throws IOException, InterruptedException {
        List<Line> lines = new ArrayList<>();
        add(lines, "process isolation", Figure.THROUGHPUT, "--tasks", "" + tasks, "--isolation", "process");
        add(lines, "interchange of its own", Figure.THROUGHPUT, "--tasks", "" + tasks, "--interchange", "process");
        add(lines, "TLS", Figure.THROUGHPUT, "--tasks", "" + tasks, "--transport", "tls-tcp");
        add(lines, "durable", Figure.THROUGHPUT, "--tasks", "" + tasks, "--durable");
        add(lines, "logging warnings only", Figure.THROUGHPUT, "--tasks", "" + tasks, "--log-level", "warn");
        add(lines, "default logging", Figure.THROUGHPUT, "--tasks", "" + tasks);
        Measurement campaign = new Measurement("campaign", campaign());
        run(campaign, "ten times as many tasks, 2 GiB of heap");
        lines.add(new Line("ten times as many, 2 GiB heap", Figure.THROUGHPUT, campaign));
        add(lines, "1 KiB arguments", Figure.THROUGHPUT, "--tasks", "" + tasks / 5, "--arg-bytes", "1024");
        add(lines, "100 KiB arguments", Figure.THROUGHPUT, "--tasks", "" + tasks / 200, "--arg-bytes", "102400");
        add(lines, "1 MiB arguments", Figure.THROUGHPUT, "--tasks", "" + tasks / 2000, "--arg-bytes", "1048576");
        add(lines, "chain", Figure.THROUGHPUT, "--workload", "chain", "--tasks", "" + tasks / 10);
        add(lines, "reduce by a tree", Figure.THROUGHPUT, "--workload", "reduce", "--tasks", "" + tasks);
        add(lines, "shell commands", Figure.THROUGHPUT, "--workload", "shell", "--tasks", "" + tasks / 500);
        Measurement xargs = new Measurement("xargs -P 2", List.of("bash", "-c", xargs(tasks / 500)));
        run(xargs, "the same commands");
        lines.add(new Line("the same with xargs -P 2", Figure.THROUGHPUT, xargs));
        add(
                lines,
                "heap per queued task",
                "heap_per_queued_task_bytes",
                "--workload",
                "waiting",
                "--tasks",
                "" + tasks);
        Measurement waiting = lines.get(lines.size() - 1).measurement();
        lines.add(new Line("heap per dependent task", "heap_per_dependent_task_bytes", waiting));
        add(lines, "idle, percent of a core", "idle_cpu_percent", "--workload", "idle");
        System.out.printf("%n%-30s %16s%n", "what", "tasks/s, or unit");
        lines.forEach(line -> System.out.printf(
                Locale.ROOT, "%-30s %,16.1f%n", line.what(), line.measurement().median(line.figure())));
        return lines.stream().map(Line::measurement).distinct().toList();
    }

    private void interchange() throws RunnerException {
        System.err.println("bench: the interchange's core");
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(InterchangeBenchmark.class.getSimpleName())
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        System.out.printf("%n%-28s %16s%n", "the interchange's core", "ns of CPU/task");
        for (RunResult result : results) {
            String what = String.format(
                    Locale.ROOT,
                    "%,d managers, %,d queued",
                    Integer.parseInt(result.getParams().getParam("managers")),
                    Integer.parseInt(result.getParams().getParam("queued")));
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %,16.0f%n",
                    what,
                    result.getPrimaryResult().getScore());
        }
    }

    private void add(List<Line> lines, String what, String figure, String... arguments)
            throws IOException, InterruptedException {
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--rounds", "" + rounds))
                .toArray(String[]::new);
        Measurement measurement = new Measurement(what, perf(all));
        run(measurement, String.join(" ", arguments));
        lines.add(new Line(what, figure, measurement));
    }

    private static String xargs(int commands) {
        return "start=$EPOCHREALTIME; seq " + commands + " | xargs -P 2 -I{} /bin/bash -c true; end=$EPOCHREALTIME;"
                + " awk \"BEGIN { print \\\"{\\\\\\\"tasks_per_second\\\\\\\": \\\" " + commands
                + " / ($end - $start) \\\"}\\\" }\"";
    }

    private void write(List<Measurement> all) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("machine", machine());
        all.forEach(measurement -> json.put(measurement.name(), measurement.all()));
        Path file = output.resolve("bench.json");
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), json);
        System.out.println("\nall rounds: " + file.toAbsolutePath());
    }

    private void draw(List<Measurement> compared) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(900)
                .height(500)
                .title("Tasks that do nothing, head and two workers on this machine (" + machine() + ")")
                .yAxisTitle("tasks/s, and round trips/s one after the other")
                .build();
        chart.getStyler().setYAxisLogarithmic(true).setYAxisMin(100.0).setLegendPosition(LegendPosition.InsideNE);
        List<String> names = compared.stream().map(Measurement::name).toList();
        chart.addSeries(
                "many at a time",
                names,
                compared.stream().map(m -> m.median(Figure.THROUGHPUT)).toList());
        chart.addSeries(
                "one after the other",
                names,
                compared.stream().map(m -> 1e6 / m.median(Figure.P50)).toList());
        VectorGraphicsEncoder.saveVectorGraphic(chart, output.resolve("bench").toString(), VectorGraphicsFormat.SVG);
        BitmapEncoder.saveBitmap(chart, output.resolve("bench").toString(), BitmapEncoder.BitmapFormat.PNG);
    }
}
