package org.jarsl;

import org.jarsl.block.BlockSettings;
import org.jarsl.interchange.InterchangeSettings;

/**
 * An executor of node managers, each a JVM of its own, which a provider starts in blocks.
 *
 * @param label the name by which apps choose it
 * @param blocks how many there are and how they are started
 * @param manager what each makes of its node
 * @param interchange how losses are noticed and tasks are spread
 */
public record HighThroughputConfig(
        String label, BlockSettings blocks, ManagerConfig manager, InterchangeSettings interchange)
        implements ExecutorConfig {
    public HighThroughputConfig {
        ExecutorConfig.checkLabel(label);
    }

    public HighThroughputConfig withManager(ManagerConfig newManager) {
        return new HighThroughputConfig(label, blocks, newManager, interchange);
    }

    public HighThroughputConfig withBlocks(BlockSettings newBlocks) {
        return new HighThroughputConfig(label, newBlocks, manager, interchange);
    }
}
