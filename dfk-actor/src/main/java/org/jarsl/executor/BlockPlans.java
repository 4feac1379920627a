package org.jarsl.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jarsl.Config;
import org.jarsl.HighThroughputConfig;
import org.jarsl.ManagerConfig;
import org.jarsl.block.BlockActor;
import org.jarsl.block.JobLedger;
import org.jarsl.manager.NodeResources;
import org.jarsl.manager.WorkerLimits;
import org.jarsl.provider.ProviderSettings;

/** What the blocks of an executor are made of; the same whether they are submitted or only shown. */
public final class BlockPlans {
    /** Six letters and digits: the hundredths of seconds of 250 days. */
    private static final long MAX_TOKEN = 2_176_782_336L;

    private BlockPlans() {}

    /**
     * The plan of an executor's blocks, with a provider of their own.
     *
     * @param headAddress {@code pekko://jarsl@host:port}
     */
    public static BlockActor.Plan of(
            HighThroughputConfig executor, Config config, String headAddress, Path runDirectory, Executor commands) {
        Path directory = runDirectory.resolve(executor.label());
        String interchange = interchangeName(executor.label());
        return new BlockActor.Plan(
                executor.label(),
                JobLedger.token(scripts(directory))
                        .orElseGet(
                                () -> Long.toString(System.currentTimeMillis() / 10 % MAX_TOKEN, Character.MAX_RADIX)),
                executor.blocks(),
                executor.blocks().provider().provider(),
                ManagerCommand.of(executor, config, headAddress, interchange, directory),
                scripts(directory),
                workersPerNode(executor),
                commands);
    }

    /** How many workers each manager will have; as far as this can be known before one is up, else 0. */
    public static int workersPerNode(HighThroughputConfig executor) {
        ProviderSettings provider = executor.blocks().provider();
        ManagerConfig manager = executor.manager();
        boolean here = provider.onThisMachine();
        int cores =
                provider.coresPerNode() > 0 ? provider.coresPerNode() : here ? NodeResources.cores(System.getenv()) : 0;
        long memory = provider.memoryPerNodeBytes() > 0
                ? provider.memoryPerNodeBytes()
                : here ? NodeResources.memoryBytes(System.getenv()) : 0;
        if (cores == 0 || (memory == 0 && manager.memoryPerWorkerBytes() > 0)) {
            return manager.maxWorkers();
        }
        return new WorkerLimits(
                        manager.maxWorkers(),
                        manager.coresPerWorker(),
                        manager.memoryPerWorkerBytes(),
                        manager.accelerators().size())
                .workers(cores, memory);
    }

    /** Where the blocks of an executor have their scripts and their ledger. */
    public static Path scripts(Path executorDirectory) {
        return executorDirectory.resolve("submit_scripts");
    }

    /** The directories of those executors of a run that have submitted blocks. */
    public static List<Path> executorsWithBlocks(Path run) throws IOException {
        try (Stream<Path> all = Files.list(run)) {
            return all.filter(directory -> JobLedger.isIn(scripts(directory)))
                    .sorted()
                    .toList();
        }
    }

    static String interchangeName(String label) {
        return "interchange-" + label;
    }
}
