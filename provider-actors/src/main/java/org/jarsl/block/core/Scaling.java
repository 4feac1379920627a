package org.jarsl.block.core;

import java.util.Locale;
import org.jarsl.block.core.ScalingSettings.Strategy;

/**
 * Parsl's rule of how many blocks a load needs: as many as give each unfinished task {@code parallelism} of a worker.
 * Said as a number of blocks rather than a ratio, so that adding and giving back meet at the same number and a steady
 * load changes nothing. In contrast to Parsl's, {@code min-blocks} are kept without work too, and too many blocks must
 * be so for {@code max-idle-time}, whether or not they have managers. Single-threaded.
 */
final class Scaling {
    /**
     * @param outstanding tasks that have not ended, queued or with managers
     * @param workersPerNode of those that are known; 1 as long as none is
     * @param active blocks that can be counted on: not draining, not cancelled, not near their walltime
     */
    record View(int outstanding, int workersPerNode, int active) {}

    /**
     * @param change blocks to add, or, if negative, to give back
     * @param why with its numbers
     */
    record Decision(int change, String why) {
        static final Decision NOTHING = new Decision(0, "");
    }

    private static final long NOT = Long.MAX_VALUE;

    private final ScalingSettings settings;
    private final int nodesPerBlock;
    private long tooManySinceMillis = NOT;

    Scaling(ScalingSettings settings, int nodesPerBlock) {
        this.settings = settings;
        this.nodesPerBlock = nodesPerBlock;
    }

    /** To be asked again and again, also when nothing changes. */
    Decision decide(View view, long nowMillis) {
        int wanted = Math.max(settings.minBlocks(), Math.min(settings.maxBlocks(), needed(view)));
        boolean mayGive = view.outstanding() == 0 || settings.strategy() == Strategy.AUTO_SCALE_IN;
        if (view.active() <= wanted || !mayGive) {
            tooManySinceMillis = NOT;
        } else if (tooManySinceMillis == NOT) {
            tooManySinceMillis = nowMillis;
        }
        if (view.active() < wanted) {
            return new Decision(wanted - view.active(), why(view, "at most " + settings.maxBlocks()));
        }
        boolean longEnough = tooManySinceMillis != NOT
                && nowMillis - tooManySinceMillis >= settings.maxIdleTime().toMillis();
        return longEnough
                ? new Decision(wanted - view.active(), why(view, "at least " + settings.minBlocks()))
                : Decision.NOTHING;
    }

    private int needed(View view) {
        long workers = (long) Math.ceil(view.outstanding() * settings.parallelism());
        long perBlock = (long) view.workersPerNode() * nodesPerBlock;
        return (int) ((workers + perBlock - 1) / perBlock);
    }

    private String why(View view, String bound) {
        String nodes = nodesPerBlock == 1 ? "" : " on each of " + nodesPerBlock + " nodes";
        return String.format(
                Locale.ROOT,
                "%d tasks outstanding, %d blocks with %d workers%s are %d slots, parallelism %s, %s blocks",
                view.outstanding(),
                view.active(),
                view.workersPerNode(),
                nodes.isEmpty() ? " each" : nodes,
                (long) view.active() * view.workersPerNode() * nodesPerBlock,
                settings.parallelism(),
                bound);
    }
}
