package org.jarsl.simulator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jarsl.settings.SettingsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Predicts how long tasks take on more nodes than there are: the production engine in virtual time. */
@Command(
        name = "jarsl simulate",
        mixinStandardHelpOptions = true,
        version = "./jarsl version prints them",
        sortOptions = false,
        description = "Runs tasks that only take time on simulated nodes, through the engine itself, in virtual time.")
public final class Simulate implements Callable<Integer> {
    private static final int VIOLATED = 1;

    @Option(names = "--nodes", defaultValue = "1024", description = "nodes (default: ${DEFAULT-VALUE})")
    private int nodes;

    @Option(
            names = "--workers-per-node",
            defaultValue = "32",
            description = "workers of each node (default: ${DEFAULT-VALUE})")
    private int workersPerNode;

    @Option(names = "--tasks", defaultValue = "100000", description = "tasks (default: ${DEFAULT-VALUE})")
    private int tasks;

    @Option(
            names = "--task-time",
            defaultValue = "1s",
            converter = ToDuration.class,
            description = "how long each task takes, as 10ms or 2h (default: ${DEFAULT-VALUE})")
    private Duration taskTime = Duration.ZERO;

    @Option(
            names = "--faults",
            defaultValue = "none",
            converter = ToProfile.class,
            description = "what goes wrong: none, mild or harsh; if not none, blocks of nodes come from a simulated"
                    + " scheduler, tasks depend on each other and take up to 4 s each, and the checks of the engine are"
                    + " what comes out (default: ${DEFAULT-VALUE})")
    private Fault.Profile faults = Fault.Profile.NONE;

    @Option(names = "--seed", defaultValue = "1", description = "of the faults (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--seeds",
            defaultValue = "1",
            description = "how many seeds, from that one on (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(
            names = "--only-faults",
            converter = ToPlaces.class,
            description =
                    "of the seed's faults only these, as 0,3,7 or none; what a failing run prints to be seen again")
    private @Nullable Places onlyFaults;

    @Option(
            names = "--paper",
            description = "repeat the experiments of the paper on Parsl (HPDC 2019) instead, up to 262,144 workers, and"
                    + " put the results beside the published ones; takes some minutes")
    private boolean paper;

    @Option(
            names = "--output",
            defaultValue = "simulated-paper",
            description = "where --paper writes tables and plots (default: ${DEFAULT-VALUE})")
    private Path output = Path.of("");

    @Option(
            names = "--costs",
            defaultValue = "typical",
            paramLabel = "typical|measured|NS,...",
            description = "what tasks and messages cost the engine: typical, measured on this machine first (20 s), or"
                    + " the numbers that an earlier one has printed (default: ${DEFAULT-VALUE})")
    private String costs = "typical";

    @Option(
            names = "--cores",
            defaultValue = "0",
            description = "cores that head and nodes share, as on one machine; 0: each has its own (default:"
                    + " ${DEFAULT-VALUE})")
    private int cores;

    @Option(
            names = "--check",
            description = "run tasks that sleep on managers of this machine for real, predict the same, and compare")
    private boolean check;

    @Mixin
    private Prediction prediction = new Prediction();

    @Option(names = "--json", description = "print one line of JSON")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** As in the configuration. */
    static final class ToDuration implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                return ConfigFactory.parseMap(Map.of("it", value)).getDuration("it");
            } catch (ConfigException e) {
                throw new TypeConversionException("\"" + value + "\" is no duration, such as 10ms, 1s or 2h");
            }
        }
    }

    private static final class ToProfile implements ITypeConverter<Fault.Profile> {
        @Override
        public Fault.Profile convert(String value) {
            try {
                return Fault.Profile.valueOf(value.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("\"" + value + "\" is none of none, mild, harsh");
            }
        }
    }

    /** In the schedule of faults, from 0. */
    private record Places(List<Integer> all) {}

    private static final class ToPlaces implements ITypeConverter<Places> {
        @Override
        public Places convert(String value) {
            try {
                Stream<String> places = value.equals("none") ? Stream.empty() : Stream.of(value.split(",", -1));
                return new Places(places.map(Integer::valueOf).toList());
            } catch (NumberFormatException e) {
                throw new TypeConversionException("\"" + value + "\" is neither none nor numbers, such as 0,3,7");
            }
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Simulate()).execute(arguments));
    }

    @Override
    public Integer call() {
        if (nodes < 1 || workersPerNode < 1 || tasks < 1 || seeds < 1 || cores < 0 || taskTime.isNegative()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--nodes, --workers-per-node, --tasks and --seeds must be 1 or more, --task-time and --cores 0 or more");
        }
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(Level.ERROR);
        }
        if (check) {
            System.out.println(Check.all(costs()).print(json));
            return 0;
        }
        if (prediction.isAsked()) {
            return predict();
        }
        if (paper) {
            Paper.print(output);
            return 0;
        }
        return faults == Fault.Profile.NONE ? simulate() : tryAll();
    }

    private int predict() {
        try {
            Mix all = new Mix(List.of(new Mix.Part(tasks, taskTime)));
            System.out.println(prediction.run(all, costs(), seed, json));
            return 0;
        } catch (SettingsException | IllegalArgumentException e) {
            System.err.println("jarsl simulate: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }

    private Costs costs() {
        if (costs.equals("measured")) {
            return new Calibration().measure();
        }
        try {
            return costs.equals("typical") ? Costs.TYPICAL : Costs.of(costs);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--costs: " + e.getMessage());
        }
    }

    private int simulate() {
        Simulation.Settings settings =
                new Simulation.Settings(nodes, workersPerNode, tasks, taskTime.toNanos(), costs(), cores);
        long start = System.nanoTime();
        Simulation.Report report = Simulation.run(settings);
        double took = (System.nanoTime() - start) / 1e9;
        System.out.println(json ? json(report, took) : text(report, took));
        return 0;
    }

    /** The first violation ends it. */
    private int tryAll() {
        long start = System.nanoTime();
        long begun = 0;
        long heads = 0;
        double virtual = 0;
        String last = "";
        for (long each = seed; each < seed + seeds; each++) {
            Trial.Settings settings = Trial.Settings.of(nodes, workersPerNode, tasks, each);
            List<Fault> schedule = schedule(each);
            Trial.Verdict verdict = Trial.run(settings, schedule);
            if (!verdict.isGood()) {
                System.out.println(Story.of(settings, schedule, verdict));
                if (onlyFaults == null) {
                    System.err.println("looking for a smaller trial that fails too, for a minute at most");
                    System.out.println(Story.ofSmaller(settings, schedule, command()));
                }
                return VIOLATED;
            }
            begun += verdict.begun();
            heads += verdict.heads();
            virtual += verdict.nanos() / 1e9;
            last = verdict.hash();
        }
        System.out.printf(
                Locale.ROOT,
                json
                        ? "{\"simulated\": true, \"seeds\": %d, \"tasks\": %d, \"runs\": %d, \"heads\": %d,"
                                + " \"virtual_s\": %.0f, \"violations\": 0, \"trace\": \"%s\", \"took_s\": %.1f}%n"
                        : "%,d seeds of %,d tasks each, no violation: %,d runs, %,d heads, %,.0f s of virtual time, last trace"
                                + " %s, took %.1f s%n",
                seeds,
                tasks,
                begun,
                heads,
                virtual,
                last,
                (System.nanoTime() - start) / 1e9);
        return 0;
    }

    private List<Fault> schedule(long each) {
        List<Fault> all = Trial.faults(faults, each);
        Places places = onlyFaults;
        if (places == null) {
            return all;
        }
        if (places.all().stream().anyMatch(place -> place < 0 || place >= all.size())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--only-faults: seed " + each + " has the faults 0 to " + (all.size() - 1) + ", not all of "
                            + places.all());
        }
        return Story.kept(all, places.all());
    }

    private String command() {
        return "./jarsl simulate --faults " + faults.name().toLowerCase(Locale.ROOT) + " --nodes " + nodes
                + " --workers-per-node " + workersPerNode;
    }

    private static String json(Simulation.Report report, double took) {
        return String.format(
                Locale.ROOT,
                "{\"simulated\": true, \"nodes\": %d, \"workers_per_node\": %d, \"tasks\": %d, \"task_time_s\": %.6f,"
                        + " \"done\": %d, \"makespan_s\": %.6f, \"ideal_s\": %.6f, \"efficiency\": %.4f,"
                        + " \"messages_per_task\": %.4f, \"cores\": %d, \"costs_ns\": [%s], \"trace\": \"%s\", \"took_s\": %.1f}",
                report.settings().nodes(),
                report.settings().workersPerNode(),
                report.settings().tasks(),
                report.settings().taskNanos() / 1e9,
                report.done(),
                report.makespanNanos() / 1e9,
                report.idealNanos() / 1e9,
                report.efficiency(),
                report.messagesPerTask(),
                report.settings().cores(),
                report.settings().costs(),
                report.hash(),
                took);
    }

    private static String text(Simulation.Report report, double took) {
        long workers = (long) report.settings().nodes() * report.settings().workersPerNode();
        return String.format(
                Locale.ROOT,
                "simulated          %,12d nodes with %,d workers%ntasks done         %,12d of %,d%n"
                        + "makespan           %,12.3f s%nideal              %,12.3f s, all workers busy all the time%n"
                        + "efficiency         %,12.1f %%%nmessages per task  %,12.3f%n"
                        + "costs              %s ns; --costs with these repeats it%n"
                        + "trace              %16s, the same for the same settings%ntook               %,12.1f s",
                report.settings().nodes(),
                workers,
                report.done(),
                report.settings().tasks(),
                report.makespanNanos() / 1e9,
                report.idealNanos() / 1e9,
                100 * report.efficiency(),
                report.messagesPerTask(),
                report.settings().costs(),
                report.hash(),
                took);
    }
}
