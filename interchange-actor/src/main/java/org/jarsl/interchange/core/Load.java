package org.jarsl.interchange.core;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How much there is to do, and where it is being done; what the number of blocks is decided by.
 *
 * @param outstanding tasks that have not ended, queued or with managers
 * @param blocks those that have managers
 * @param draining those whose managers get no more tasks
 */
public record Load(int outstanding, Map<String, OfBlock> blocks, Set<String> draining) {
    /**
     * @param held tasks that are with its managers
     * @param given tasks that were ever sent to its managers; if it has not changed, and none is held, they were idle
     */
    public record OfBlock(int managers, int workers, int held, long given) {
        static final OfBlock NONE = new OfBlock(0, 0, 0, 0);

        OfBlock plus(Manager manager) {
            return new OfBlock(
                    managers + 1,
                    workers + manager.info.workers(),
                    held + manager.held.size(),
                    given + manager.tasksGiven);
        }
    }

    static Load of(int outstanding, Collection<Manager> managers, Set<String> draining) {
        Map<String, OfBlock> blocks = new HashMap<>();
        for (Manager manager : managers) {
            blocks.compute(manager.info.blockId(), (id, block) -> (block == null ? OfBlock.NONE : block).plus(manager));
        }
        return new Load(outstanding, blocks, draining);
    }

    /** What is with a block, all 0 if it has no manager. */
    public OfBlock of(String blockId) {
        return blocks.getOrDefault(blockId, OfBlock.NONE);
    }

    /** It gets no more tasks and has none. */
    public boolean isDrained(String blockId) {
        return draining.contains(blockId) && of(blockId).held() == 0;
    }

    /** On average, at least 1; {@code known} if there are no managers. */
    public int workersPerNode(int known) {
        int managers = blocks.values().stream().mapToInt(OfBlock::managers).sum();
        int workers = blocks.values().stream().mapToInt(OfBlock::workers).sum();
        return managers == 0 ? known : Math.max(1, workers / managers);
    }
}
