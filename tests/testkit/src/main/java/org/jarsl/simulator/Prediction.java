package org.jarsl.simulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jarsl.Config;
import org.jarsl.HighThroughputConfig;
import org.jarsl.ManagerConfig;
import org.jarsl.block.BlockSettings;
import org.jarsl.block.core.BlockCore;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.executor.BlockPlans;
import org.jarsl.manager.WorkerLimits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a user's own configuration would do with tasks, beside others in which its number of blocks is decided otherwise. */
final class Prediction {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "a configuration: predict what it does with the tasks, and compare scaling settings")
    private @Nullable Path file;

    @Option(names = "--executor", paramLabel = "LABEL", description = "of it (default: the first with managers)")
    private @Nullable String label;

    @Option(
            names = "--mix",
            converter = ToMix.class,
            paramLabel = "NxTIME,...",
            description = "tasks of it, such as 1000x30s,50x10m (default: as --tasks and --task-time say)")
    private @Nullable Mix mix;

    @Option(
            names = "--queue-time",
            defaultValue = "0s",
            converter = Simulate.ToDuration.class,
            paramLabel = "TIME",
            description = "the longest that a job waits in the scheduler's queue; how long, is by chance (default:"
                    + " ${DEFAULT-VALUE})")
    private Duration queueTime = Duration.ZERO;

    @Option(
            names = "--boot-time",
            defaultValue = "3s",
            converter = Simulate.ToDuration.class,
            paramLabel = "TIME",
            description = "the longest from the start of a job to that of its managers (default: ${DEFAULT-VALUE})")
    private Duration bootTime = Duration.ZERO;

    @Option(
            names = "--cores-per-node",
            defaultValue = "0",
            paramLabel = "C",
            description = "of the nodes, where the configuration does not say (default: as it says)")
    private int coresPerNode;

    private static final class ToMix implements ITypeConverter<Mix> {
        @Override
        public Mix convert(String value) {
            try {
                return Mix.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** One way to decide on the number of blocks. */
    private record Variant(String name, Campaign.Report report) {}

    boolean isAsked() {
        return file != null;
    }

    /**
     * What is printed.
     *
     * @param otherwise the tasks if no mix was given
     * @throws org.jarsl.settings.SettingsException if the configuration is wrong
     * @throws IllegalArgumentException if it cannot be simulated
     */
    String run(Mix otherwise, Costs costs, long seed, boolean json) {
        HighThroughputConfig executor = executor(Config.load(Objects.requireNonNull(file)));
        Campaign.Settings settings = settings(executor, mix == null ? otherwise : mix, costs, seed);
        List<Variant> variants = new ArrayList<>();
        for (ScalingSettings scaling : Scalings.around(settings.blocks().scaling())) {
            Campaign.Report report = Campaign.run(settings.with(with(settings.blocks(), scaling)));
            variants.add(new Variant(variants.isEmpty() ? "as configured" : Scalings.describe(scaling), report));
        }
        return json ? json(executor, variants) : text(executor, variants);
    }

    private HighThroughputConfig executor(Config config) {
        return config.executors().stream()
                .filter(each -> label == null || each.label().equals(label))
                .filter(HighThroughputConfig.class::isInstance)
                .map(HighThroughputConfig.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(file + " has no executor of type high-throughput"
                        + (label == null ? "" : " with the label \"" + label + "\"") + ", but: "
                        + config.executors().stream()
                                .map(each -> "\"" + each.label() + "\"")
                                .collect(Collectors.joining(", "))));
    }

    private Campaign.Settings settings(HighThroughputConfig executor, Mix tasks, Costs costs, long seed) {
        BlockSettings blocks = executor.blocks();
        BlockCore.Settings core = new BlockCore.Settings(
                blocks.scaling(),
                blocks.nodesPerBlock(),
                workersPerNode(executor),
                blocks.errorHandler(),
                blocks.maxFailures(),
                blocks.startTimeout(),
                blocks.provider().walltime());
        return new Campaign.Settings(
                core, executor.interchange(), executor.manager().prefetch(), tasks, queueTime, bootTime, costs, seed);
    }

    private int workersPerNode(HighThroughputConfig executor) {
        ManagerConfig manager = executor.manager();
        long memory = executor.blocks().provider().memoryPerNodeBytes();
        boolean known = manager.memoryPerWorkerBytes() == 0 || memory > 0;
        int workers = coresPerNode > 0 && known
                ? new WorkerLimits(
                                manager.maxWorkers(),
                                manager.coresPerWorker(),
                                manager.memoryPerWorkerBytes(),
                                manager.accelerators().size())
                        .workers(coresPerNode, memory)
                : BlockPlans.workersPerNode(executor);
        if (workers == 0) {
            throw new IllegalArgumentException("how many workers a node of executor \"" + executor.label()
                    + "\" has depends on the node, which " + file + " does not describe; say how many cores it has with"
                    + " --cores-per-node, or set max-workers-per-node"
                    + (known ? "" : "; and set memory-per-node, as memory-per-worker is set"));
        }
        return workers;
    }

    private static BlockCore.Settings with(BlockCore.Settings blocks, ScalingSettings scaling) {
        return new BlockCore.Settings(
                scaling,
                blocks.nodesPerBlock(),
                blocks.workersPerNode(),
                blocks.errorHandler(),
                blocks.maxFailures(),
                blocks.startTimeout(),
                blocks.walltime());
    }

    private static Variant quickest(List<Variant> variants) {
        return best(variants, Comparator.comparingLong(each -> each.report.makespanNanos()));
    }

    private static Variant cheapest(List<Variant> variants) {
        return best(variants, Comparator.comparingLong(each -> each.report.nodeNanos()));
    }

    /** Of those in which the most tasks are done. */
    private static Variant best(List<Variant> variants, Comparator<Variant> order) {
        Comparator<Variant> mostDone = Comparator.comparingInt(each -> -each.report.done());
        return variants.stream().min(mostDone.thenComparing(order)).orElseThrow();
    }

    private String text(HighThroughputConfig executor, List<Variant> variants) {
        StringBuilder text = new StringBuilder(own(executor, variants.get(0).report));
        text.append(String.format("%n%n%-60s makespan s   node-hours utilisation   blocks", "simulated"));
        for (Variant each : variants) {
            Campaign.Report report = each.report;
            int missing = report.settings().mix().tasks() - report.done();
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-60s %,10.1f %,12.2f %9.1f %% %8d%s%s%s",
                    each.name,
                    report.makespanNanos() / 1e9,
                    report.nodeHours(),
                    100 * report.utilisation(),
                    report.blocks(),
                    each.equals(quickest(variants)) ? "  quickest" : "",
                    each.equals(cheapest(variants)) ? "  cheapest" : "",
                    missing == 0 ? "" : "  NOT DONE: " + missing));
        }
        return text.toString();
    }

    private String own(HighThroughputConfig executor, Campaign.Report own) {
        Campaign.Settings settings = own.settings();
        return String.format(
                Locale.ROOT,
                "simulated          executor \"%s\" of %s: %s%nblocks             %,12d submitted, of %d nodes with %d workers"
                        + " each%ntasks done         %,12d of %,d: %s%nmakespan           %,12.1f s%n"
                        + "utilisation        %,12.1f %% of the workers' time%nnode-hours         %,12.2f%n"
                        + "costs              %s ns; --costs with these repeats it%ntrace              %16s%s",
                executor.label(),
                file,
                Scalings.describe(settings.blocks().scaling()),
                own.blocks(),
                settings.blocks().nodesPerBlock(),
                settings.blocks().workersPerNode(),
                own.done(),
                settings.mix().tasks(),
                settings.mix(),
                own.makespanNanos() / 1e9,
                100 * own.utilisation(),
                own.nodeHours(),
                settings.costs(),
                own.hash(),
                own.failure() == null ? "" : "\nFAILURE            " + own.failure());
    }

    private static String json(HighThroughputConfig executor, List<Variant> variants) {
        Campaign.Settings settings = variants.get(0).report.settings();
        return String.format(
                Locale.ROOT,
                "{\"simulated\": true, \"executor\": \"%s\", \"nodes_per_block\": %d, \"workers_per_node\": %d, \"tasks\": %d,"
                        + " \"mix\": \"%s\", \"seed\": %d, \"costs_ns\": [%s], \"quickest\": \"%s\", \"cheapest\": \"%s\","
                        + " \"variants\": [%s]}",
                executor.label(),
                settings.blocks().nodesPerBlock(),
                settings.blocks().workersPerNode(),
                settings.mix().tasks(),
                settings.mix(),
                settings.seed(),
                settings.costs(),
                quickest(variants).name,
                cheapest(variants).name,
                variants.stream().map(Prediction::json).collect(Collectors.joining(", ")));
    }

    private static String json(Variant variant) {
        Campaign.Report report = variant.report;
        return String.format(
                Locale.ROOT,
                "{\"name\": \"%s\", \"scaling\": \"%s\", \"makespan_s\": %.6f, \"node_hours\": %.6f, \"utilisation\": %.4f,"
                        + " \"blocks\": %d, \"done\": %d, \"trace\": \"%s\"}",
                variant.name,
                Scalings.describe(report.settings().blocks().scaling()),
                report.makespanNanos() / 1e9,
                report.nodeHours(),
                report.utilisation(),
                report.blocks(),
                report.done(),
                report.hash());
    }
}
