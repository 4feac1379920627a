package org.jarsl.executor;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jarsl.Config;
import org.jarsl.HighThroughputConfig;
import org.jarsl.block.BlockActor;

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
                Long.toString(System.currentTimeMillis() / 10 % MAX_TOKEN, Character.MAX_RADIX),
                executor.blocks(),
                executor.blocks().provider().provider(),
                executor.blocks().launcher(),
                ManagerCommand.of(executor, config, headAddress, interchange, directory),
                directory.resolve("submit_scripts"),
                commands);
    }

    static String interchangeName(String label) {
        return "interchange-" + label;
    }
}
