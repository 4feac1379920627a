package org.jarsl.block.core;

import java.util.List;

/**
 * Decides when failed blocks mean that the executor cannot work; its tasks fail then. In contrast to Parsl's handler it
 * is asked only while no block has a manager to go on with. Called on an actor's thread: it must not block, and if it
 * throws, the executor gives up.
 */
@FunctionalInterface
public interface BlockErrorHandler {
    /**
     * A block has failed.
     *
     * @param outcomes of the last 1000 blocks, in the order in which they were known; the last one is the failed one
     */
    boolean giveUp(List<BlockOutcome> outcomes);

    /** Gives up when there were {@code threshold} blocks or more and all have failed. */
    record Simple(int threshold) implements BlockErrorHandler {
        @Override
        public boolean giveUp(List<BlockOutcome> outcomes) {
            return outcomes.size() >= threshold && outcomes.stream().noneMatch(BlockOutcome::connected);
        }
    }

    /** Gives up when the last {@code window} blocks have failed. */
    record Windowed(int window) implements BlockErrorHandler {
        @Override
        public boolean giveUp(List<BlockOutcome> outcomes) {
            return outcomes.size() >= window
                    && outcomes.subList(outcomes.size() - window, outcomes.size()).stream()
                            .noneMatch(BlockOutcome::connected);
        }
    }

    /** Never gives up: blocks are tried for ever, ever more slowly. */
    record None() implements BlockErrorHandler {
        @Override
        public boolean giveUp(List<BlockOutcome> outcomes) {
            return false;
        }
    }
}
