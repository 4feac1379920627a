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
 * @param interchangeMode where the interchange is
 */
public record HighThroughputConfig(
        String label,
        BlockSettings blocks,
        ManagerConfig manager,
        InterchangeSettings interchange,
        InterchangeMode interchangeMode)
        implements ExecutorConfig {
    /** Where the interchange is. */
    public enum InterchangeMode {
        /** An actor of the head's JVM. */
        EMBEDDED,
        /** A process of its own beside the head, which starts it again when it is lost. */
        PROCESS
    }

    public HighThroughputConfig {
        ExecutorConfig.checkLabel(label);
    }

    public HighThroughputConfig withManager(ManagerConfig newManager) {
        return new HighThroughputConfig(label, blocks, newManager, interchange, interchangeMode);
    }

    public HighThroughputConfig withBlocks(BlockSettings newBlocks) {
        return new HighThroughputConfig(label, newBlocks, manager, interchange, interchangeMode);
    }
}
