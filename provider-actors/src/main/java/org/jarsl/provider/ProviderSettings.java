package org.jarsl.provider;

import java.time.Duration;

/**
 * The options of one kind of scheduler; its {@link Provider} is made of them when the DataFlowKernel is loaded.
 * Implementations are immutable records that read themselves from a section of the configuration.
 */
public interface ProviderSettings {
    /** As {@code provider.type} in the configuration names it. */
    String type();

    Provider provider();

    /** The longest that a block may run; zero if nothing ends it. */
    Duration walltime();

    /** The cores of each node that are the block's; 0 if the node itself knows better. */
    default int coresPerNode() {
        return 0;
    }

    /** The memory of each node that is the block's; 0 if the node itself knows better. */
    default long memoryPerNodeBytes() {
        return 0;
    }

    /** Whether the blocks run on this machine, so that they reach the head by its loopback address. */
    default boolean onThisMachine() {
        return false;
    }
}
