package org.jarsl.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.NodeSummary;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures the engine on this machine: tasks that do nothing, through the head and separate manager JVMs. Throughput is
 * that of one round of {@code --tasks} after a warm-up round of as many; latency that of one task after the other.
 */
@Command(
        name = "jarsl perf",
        mixinStandardHelpOptions = true,
        version = "./jarsl version prints them",
        sortOptions = false)
public final class Perf implements Callable<Integer> {
    @Option(names = "--tasks", defaultValue = "100000", description = "tasks of a round (default: ${DEFAULT-VALUE})")
    private int tasks;

    @Option(
            names = "--workers",
            defaultValue = "2",
            description = "workers of each manager (default: ${DEFAULT-VALUE})")
    private int workers;

    @Option(names = "--managers", defaultValue = "1", description = "manager JVMs (default: ${DEFAULT-VALUE})")
    private int managers;

    @Option(
            names = "--isolation",
            defaultValue = "thread",
            description = "what a worker is: thread or process (default: ${DEFAULT-VALUE})")
    private String isolation = "thread";

    @Option(
            names = "--interchange",
            defaultValue = "embedded",
            description = "where the interchange is: embedded or process (default: ${DEFAULT-VALUE})")
    private String interchange = "embedded";

    @Option(names = "--arg-bytes", defaultValue = "0", description = "size of each task's argument, in bytes")
    private int argBytes;

    @Option(
            names = "--rounds",
            defaultValue = "1",
            description = "rounds; the median counts (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--durable", description = "with each result on disk before its future completes")
    private boolean durable;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "print one line of JSON")
    private boolean json;

    private static final int LATENCY_WARM_UP = 3_000;
    private static final int LATENCY_TASKS = 5_000;
    private static final int MIN_WARM_UP = 20_000;

    /** What was measured; the names are those of the JSON. */
    private record Report(
            int tasks,
            double tasksPerSecond,
            double latencyP50Micros,
            double latencyP99Micros,
            double firstResultSeconds,
            long headRssMegabytes,
            long managerRssMegabytes) {
        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"tasks\": %d, \"tasks_per_second\": %.0f, \"latency_p50_us\": %.1f, \"latency_p99_us\": %.1f,"
                            + " \"first_result_s\": %.3f, \"head_rss_mb\": %d, \"manager_rss_mb\": %d}",
                    tasks,
                    tasksPerSecond,
                    latencyP50Micros,
                    latencyP99Micros,
                    firstResultSeconds,
                    headRssMegabytes,
                    managerRssMegabytes);
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "throughput     %,12.0f tasks/s (%,d tasks)%nround trip p50 %,12.1f us%nround trip p99 %,12.1f us%n"
                            + "first result   %,12.3f s after load%nhead memory    %,12d MB at its peak%n"
                            + "manager memory %,12d MB at its peak",
                    tasksPerSecond,
                    tasks,
                    latencyP50Micros,
                    latencyP99Micros,
                    firstResultSeconds,
                    headRssMegabytes,
                    managerRssMegabytes);
        }
    }

    static byte[] nothing(byte[] argument) {
        return argument.length == 0 ? argument : Arrays.copyOf(argument, 0);
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Perf()).execute(arguments));
    }

    @Override
    public Integer call() {
        if (tasks < 1 || workers < 1 || managers < 1 || rounds < 1 || argBytes < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--tasks, --workers, --managers and --rounds must be 1 or more, --arg-bytes 0");
        }
        Config config = Config.parse(String.format(
                Locale.ROOT,
                "jarsl.journal.mode = %s%njarsl.executors = [{ type = high-throughput, max-workers-per-node = %d,"
                        + " cores-per-worker = 0.001, isolation = \"%s\", interchange.mode = \"%s\","
                        + " provider.init-blocks = %d }]",
                durable ? "durable" : "off",
                workers,
                isolation,
                interchange,
                managers));
        long start = System.nanoTime();
        Report report;
        Path run;
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            report = measure(dfk, start);
            run = dfk.runDirectory();
        }
        System.out.println(json ? report.json() : report.text());
        if (!json) {
            System.out.println("logs           " + run);
        }
        return 0;
    }

    private Report measure(DataFlowKernel dfk, long start) {
        App1<byte[], byte[]> nothing = dfk.app(Perf::nothing);
        byte[] argument = new byte[argBytes];
        nothing.call(argument).join();
        double firstResult = (System.nanoTime() - start) / 1e9;
        round(nothing, argument, Math.max(tasks, argBytes == 0 ? MIN_WARM_UP : 1));
        double[] throughputs = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            throughputs[i] = round(nothing, argument, tasks);
        }
        latencies(nothing, argument, LATENCY_WARM_UP);
        double[] micros = latencies(nothing, argument, LATENCY_TASKS);
        return new Report(
                tasks,
                percentile(throughputs, 50),
                percentile(micros, 50),
                percentile(micros, 99),
                firstResult,
                headRss() >> 20,
                managerRss(dfk) >> 20);
    }

    private static double round(App1<byte[], byte[]> app, byte[] argument, int tasks) {
        long start = System.nanoTime();
        List<AppFuture<byte[]>> futures = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            futures.add(app.call(argument));
        }
        futures.forEach(AppFuture::join);
        return tasks / ((System.nanoTime() - start) / 1e9);
    }

    private static double[] latencies(App1<byte[], byte[]> app, byte[] argument, int tasks) {
        double[] micros = new double[tasks];
        for (int i = 0; i < tasks; i++) {
            long start = System.nanoTime();
            app.call(argument).join();
            micros[i] = (System.nanoTime() - start) / 1e3;
        }
        return micros;
    }

    private static double percentile(double[] values, int percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static long managerRss(DataFlowKernel dfk) {
        return dfk.nodes().stream().mapToLong(NodeSummary::peakRssBytes).max().orElse(0);
    }

    private static long headRss() {
        return org.jarsl.manager.NodeResources.peakRssBytes();
    }
}
