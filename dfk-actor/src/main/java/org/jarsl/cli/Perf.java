package org.jarsl.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jarsl.App1;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.NodeSummary;
import org.jarsl.manager.NodeResources;
import org.jarsl.settings.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures the engine on this machine, through the head and separate manager JVMs: what {@link Workload} says, by default
 * tasks that do nothing. Throughput is the median of rounds of {@code --tasks} after a warm-up round of as many; latency
 * that of one task after the other.
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

    @Option(
            names = "--transport",
            defaultValue = "tcp",
            description = "between head and managers: tcp, tls-tcp or aeron-udp (default: ${DEFAULT-VALUE})")
    private String transport = "tcp";

    @Option(
            names = "--workload",
            defaultValue = "no-op",
            description = "one of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Workload workload = Workload.NO_OP;

    @Option(
            names = "--window",
            defaultValue = "2147483647",
            description = "how many no-op tasks may be unfinished (default: all)")
    private int window;

    @Option(names = "--arg-bytes", defaultValue = "0", description = "size of each task's argument, in bytes")
    private int argBytes;

    @Option(
            names = "--rounds",
            defaultValue = "1",
            description = "rounds; the median counts (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--log-level", defaultValue = "info", description = "of all logs (default: ${DEFAULT-VALUE})")
    private String logLevel = "info";

    @Option(names = "--durable", description = "with each result on disk before its future completes")
    private boolean durable;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "print one line of JSON")
    private boolean json;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Perf())
                .registerConverter(Workload.class, Workload::parse)
                .execute(arguments));
    }

    @Override
    public Integer call() {
        if (tasks < 1 || window < 1 || workers < 1 || managers < 1 || rounds < 1 || argBytes < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--tasks, --window, --workers, --managers and --rounds must be 1 or more, --arg-bytes 0");
        }
        Config config = config();
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("tasks", "tasks", tasks, 0, "in a round"));
        Path run;
        long start = System.nanoTime();
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            App1<byte[], byte[]> nothing = dfk.app(Workload::nothing);
            nothing.call(new byte[argBytes]).join();
            figures.add(Figure.firstResult((System.nanoTime() - start) / 1e9));
            figures.addAll(workload.measure(dfk, new Workload.Size(tasks, window, rounds, argBytes)));
            figures.addAll(memory(dfk));
            run = dfk.runDirectory();
        }
        System.out.println(json ? Figure.json(figures) : Figure.text(figures));
        if (!json) {
            System.out.println("logs: " + run);
        }
        return 0;
    }

    private Config config() {
        // None of them ends before all are called, and before them there is another.
        String room = workload == Workload.WAITING ? "jarsl.max-tasks = " + (tasks + 1L) + "\n" : "";
        try {
            return Config.parse(room
                    + String.format(
                            Locale.ROOT,
                            "jarsl.log-level = \"%s\"%njarsl.head.transport = \"%s\"%njarsl.journal.mode = %s%njarsl.executors = [{ type = high-throughput, max-workers-per-node = %d,"
                                    + " cores-per-worker = 0.001, isolation = \"%s\", interchange.mode = \"%s\","
                                    + " provider.init-blocks = %d }]",
                            logLevel,
                            transport,
                            durable ? "durable" : "off",
                            workers,
                            isolation,
                            interchange,
                            managers));
        } catch (SettingsException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private static List<Figure> memory(DataFlowKernel dfk) {
        long manager =
                dfk.nodes().stream().mapToLong(NodeSummary::peakRssBytes).max().orElse(0);
        return List.of(
                new Figure("head_rss_mb", "head memory", NodeResources.peakRssBytes() >> 20, 0, "MB at its peak"),
                new Figure("manager_rss_mb", "manager memory", manager >> 20, 0, "MB at its peak"));
    }
}
