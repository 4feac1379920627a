package org.jarsl.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jarsl.Config;
import org.jarsl.HighThroughputConfig;
import org.jarsl.block.JobLedger;
import org.jarsl.block.LeftoverJobs;
import org.jarsl.dfk.HeadLock;
import org.jarsl.executor.BlockPlans;
import org.jarsl.provider.Provider;
import org.jarsl.provider.ProviderException;
import org.jarsl.provider.ProviderSettings;
import org.jarsl.settings.SettingsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cancels the jobs that a run has left in the scheduler, because its head was killed. */
@Command(
        name = "jarsl cleanup",
        mixinStandardHelpOptions = true,
        version = "./jarsl version prints them",
        description = "Cancels the jobs that a run has left in the scheduler, because its head was killed.")
public final class Cleanup implements Callable<Integer> {
    private static final int LEFT = 1;
    private static final int CANNOT_CLEAN = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Their jobs are known to the head alone; the managers there end when they find it gone. */
    private static final List<String> WITHOUT_SCHEDULER = List.of("local", "ssh");

    @Parameters(paramLabel = "RUNDIR", description = "the directory of the run, such as runinfo/007")
    private Path run = Path.of("");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "the configuration of that run; needed where the scheduler is not found without it (slurm-rest)")
    private @Nullable Path file;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Cleanup()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        LibraryLogs.showErrorsOnly();
        if (!Files.isDirectory(run)) {
            return cannot("there is no directory " + run);
        }
        try {
            List<Path> executors = BlockPlans.executorsWithBlocks(run);
            if (executors.isEmpty()) {
                System.out.println("nothing was ever submitted from " + run);
                return 0;
            }
            HeadLock lock = HeadLock.take(run);
            try {
                return cleanAll(executors, file == null ? null : Config.load(file)) ? 0 : LEFT;
            } finally {
                lock.close();
            }
        } catch (SettingsException | IllegalStateException | IOException | UncheckedIOException e) {
            return cannot(String.valueOf(e.getMessage()));
        } catch (ProviderException e) {
            return cannot(e.getMessage() + "; nothing is forgotten: run it again when the scheduler answers");
        }
    }

    private static boolean cleanAll(List<Path> executors, @Nullable Config config)
            throws IOException, ProviderException, InterruptedException {
        boolean clean = true;
        for (Path executor : executors) {
            clean &= clean(executor, config);
        }
        return clean;
    }

    private static int cannot(String why) {
        System.err.println("jarsl cleanup: " + why);
        return CANNOT_CLEAN;
    }

    private static boolean clean(Path executor, @Nullable Config config)
            throws IOException, ProviderException, InterruptedException {
        String label = executor.getFileName().toString();
        JobLedger.Leftovers leftovers = JobLedger.leftovers(BlockPlans.scripts(executor));
        if (leftovers.names().isEmpty()) {
            System.out.println(label + ": nothing is left");
            return true;
        }
        if (WITHOUT_SCHEDULER.contains(leftovers.provider())) {
            System.out.println(label + ": " + leftovers.names().size() + " blocks of " + leftovers.provider()
                    + " end by themselves when their managers find the head gone, after heartbeat-threshold");
            return true;
        }
        try (Provider provider = settings(label, leftovers.provider(), config).provider()) {
            LeftoverJobs.Result result = new LeftoverJobs(BlockPlans.scripts(executor), provider).cancel(PATIENCE);
            result.ended().forEach((name, id) -> System.out.println(label + ": cancelled job " + id + ", " + name));
            result.remaining()
                    .forEach((name, id) -> System.out.println(label + ": job " + id + ", " + name
                            + ", was cancelled and has not ended after " + PATIENCE.toSeconds() + " s"));
            if (result.ended().isEmpty() && result.remaining().isEmpty()) {
                System.out.println(label + ": nothing is left");
            }
            return result.remaining().isEmpty();
        }
    }

    private static ProviderSettings settings(String label, String type, @Nullable Config given) {
        Config config = given != null
                ? given
                : Config.parse("jarsl { head.address = unused, executors = [{ type = high-throughput, label = \""
                        + label + "\", provider.type = " + type + " }] }");
        return config.executors().stream()
                .filter(HighThroughputConfig.class::isInstance)
                .map(executor -> (HighThroughputConfig) executor)
                .filter(executor -> executor.label().equals(label))
                .map(executor -> executor.blocks().provider())
                .filter(settings -> settings.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new SettingsException("the configuration has no executor \"" + label
                        + "\" with provider.type = " + type + ", as that run had"));
    }
}
