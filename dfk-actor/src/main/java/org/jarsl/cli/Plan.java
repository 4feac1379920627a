package org.jarsl.cli;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jarsl.Config;
import org.jarsl.ExecutorConfig;
import org.jarsl.HighThroughputConfig;
import org.jarsl.ThreadPoolConfig;
import org.jarsl.block.BlockActor;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.dfk.ConfigReader;
import org.jarsl.executor.BlockPlans;
import org.jarsl.settings.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Shows what a configuration would submit, and submits nothing: blocks, nodes, workers, and the script of a block, with
 * the key of the configuration that caused each line. Which key that is, is found by leaving each one out in turn and
 * looking what changes, so it holds for every scheduler and launcher.
 */
@Command(
        name = "jarsl plan",
        mixinStandardHelpOptions = true,
        version = "./jarsl version prints them",
        description = "Shows what a configuration would submit; submits nothing.")
public final class Plan implements Callable<Integer> {
    private static final String EXECUTORS = "jarsl.executors";
    private static final int CANNOT_PLAN = 2;
    private static final int SHOWN_CLASS_PATH = 40;
    private static final int KEY_COLUMN = 60;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the configuration")
    private Path file = Path.of("");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Plan()).execute(arguments));
    }

    @Override
    public Integer call() {
        LibraryLogs.showErrorsOnly();
        try {
            com.typesafe.config.Config user = ConfigReader.parse(file);
            Config config = ConfigReader.read(user);
            for (int i = 0; i < config.executors().size(); i++) {
                System.out.println((i == 0 ? "" : "\n") + text(user, config, i));
            }
            return 0;
        } catch (SettingsException | IllegalArgumentException e) {
            System.err.println("jarsl plan: " + e.getMessage());
            return CANNOT_PLAN;
        }
    }

    private static String text(com.typesafe.config.Config user, Config config, int index) {
        ExecutorConfig executor = config.executors().get(index);
        if (executor instanceof HighThroughputConfig highThroughput) {
            return new Blocks(highThroughput, config).text(causes(user, config, index));
        }
        int threads = ((ThreadPoolConfig) executor).maxThreads();
        return "executor \"" + executor.label() + "\": " + threads + " threads of the head's JVM; nothing is submitted";
    }

    /** For each line of an executor's script the keys without which it would not be there. */
    private static Map<String, List<String>> causes(com.typesafe.config.Config user, Config config, int index) {
        Map<String, List<String>> causes = new LinkedHashMap<>();
        if (!user.hasPath(EXECUTORS)) {
            return causes;
        }
        com.typesafe.config.Config resolved = user.resolve();
        List<com.typesafe.config.Config> executors = new ArrayList<>(resolved.getConfigList(EXECUTORS));
        List<String> lines = script(config, index);
        com.typesafe.config.Config given = executors.get(index);
        for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
            executors.set(index, given.withoutPath(entry.getKey()));
            List<String> without = scriptWithout(resolved, executors, index);
            String key = String.join(".", ConfigUtil.splitPath(entry.getKey())) + " = "
                    + entry.getValue().render(ConfigRenderOptions.concise());
            lines.stream()
                    .filter(line -> !without.isEmpty() && !without.contains(line))
                    .forEach(line ->
                            causes.computeIfAbsent(line, l -> new ArrayList<>()).add(key));
        }
        return causes;
    }

    /** Empty if the configuration would not do without that key. */
    private static List<String> scriptWithout(
            com.typesafe.config.Config user, List<com.typesafe.config.Config> executors, int index) {
        try {
            com.typesafe.config.Config changed = ConfigFactory.empty()
                    .withValue(
                            EXECUTORS,
                            ConfigValueFactory.fromIterable(executors.stream()
                                    .map(com.typesafe.config.Config::root)
                                    .toList()))
                    .withFallback(user);
            return script(ConfigReader.read(changed), index);
        } catch (SettingsException | IllegalArgumentException e) {
            return List.of();
        }
    }

    private static List<String> script(Config config, int index) {
        return config.executors().get(index) instanceof HighThroughputConfig executor
                ? new Blocks(executor, config).script()
                : List.of();
    }

    /** The blocks of one executor. */
    private static final class Blocks {
        private final HighThroughputConfig executor;
        private final BlockActor.Plan plan;

        Blocks(HighThroughputConfig executor, Config config) {
            this.executor = executor;
            String port = config.head().port() == 0
                    ? "<a free port>"
                    : Integer.toString(config.head().port());
            Path run = config.runDirectory().toAbsolutePath().resolve("<run>");
            this.plan = BlockPlans.of(
                    executor, config, "pekko://jarsl@" + config.head().address() + ":" + port, run, Runnable::run);
        }

        /** The lines; options of the long command that starts the manager stand alone, so that each can have its key. */
        List<String> script() {
            return plan.script("0")
                    .replace("." + plan.token() + ".", ".<token>.")
                    .lines()
                    .flatMap(line -> line.contains("org.jarsl.manager.ManagerMain")
                            ? List.of(line.split(" (?=\\S+=|-[DX]|-cp|org\\.)")).stream()
                            : List.of(line).stream())
                    .map(Blocks::shortened)
                    .toList();
        }

        private static String shortened(String line) {
            return line.startsWith("-cp ") && line.length() > SHOWN_CLASS_PATH
                    ? line.substring(0, SHOWN_CLASS_PATH) + "... (" + line.split(":").length + " entries)"
                    : line;
        }

        String text(Map<String, List<String>> causes) {
            StringBuilder text = new StringBuilder(head());
            boolean inCommand = false;
            for (String line : script()) {
                String indented = (inCommand ? "      " : "  ") + line;
                inCommand |= line.startsWith("exec ") || line.contains(" exec ");
                List<String> keys = causes.getOrDefault(line, List.of());
                text.append(
                        keys.isEmpty()
                                ? indented + "\n"
                                : String.format("%-" + KEY_COLUMN + "s  <- %s%n", indented, String.join(", ", keys)));
            }
            return text.toString().stripTrailing();
        }

        private String head() {
            ScalingSettings scaling = executor.blocks().scaling();
            boolean fixed = scaling.strategy() == ScalingSettings.Strategy.NONE;
            return "executor \"" + executor.label() + "\": blocks of "
                    + executor.blocks().provider().type() + "\n"
                    + row(
                            "blocks",
                            scaling.initBlocks() + " at the start, "
                                    + (fixed
                                            ? "and replaced when they end"
                                            : scaling.minBlocks() + " to " + scaling.maxBlocks()
                                                    + " as there are tasks"))
                    + row("nodes", executor.blocks().nodesPerBlock() + " for each block, with one manager each")
                    + row("workers", workers())
                    + row("slots", slots(scaling))
                    + "script of block 0, " + plan.directory().resolve("block-0.sh") + ":\n";
        }

        private static String row(String name, String value) {
            return String.format("  %-8s %s%n", name, value);
        }

        private String workers() {
            int workers = BlockPlans.workersPerNode(executor);
            String rule = "the least of " + String.join(", ", limits());
            if (workers == 0) {
                return "for each manager " + rule + "; how many the nodes have is not known here";
            }
            return workers + " for each manager: " + rule;
        }

        private String slots(ScalingSettings scaling) {
            int workers = BlockPlans.workersPerNode(executor);
            if (workers == 0) {
                return "as many as the managers find; with cores-per-node they can be told here";
            }
            long each = (long) executor.blocks().nodesPerBlock() * workers;
            String most = scaling.maxBlocks() == scaling.initBlocks() ? "" : ", at most " + scaling.maxBlocks() * each;
            return scaling.initBlocks() + " x " + executor.blocks().nodesPerBlock() + " x " + workers + " = "
                    + scaling.initBlocks() * each + most;
        }

        private List<String> limits() {
            List<String> limits = new ArrayList<>();
            limits.add("cores / " + executor.manager().coresPerWorker());
            if (executor.manager().memoryPerWorkerBytes() > 0) {
                limits.add("memory / " + executor.manager().memoryPerWorkerBytes() + " bytes");
            }
            if (!executor.manager().accelerators().isEmpty()) {
                limits.add(executor.manager().accelerators().size() + " accelerators");
            }
            if (executor.manager().maxWorkers() > 0) {
                limits.add(Integer.toString(executor.manager().maxWorkers()));
            }
            return limits;
        }
    }
}
