package org.jarsl.block.core;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jarsl.interchange.core.Load;

/** Makes of {@link Scaling}'s numbers a plan for blocks: which of them are kept after all, and which are given back. */
final class Elastic {
    /**
     * @param add how many new ones, as long as there are no more than {@code max-blocks} with those that end
     * @param keep draining ones that are needed again
     * @param giveBack those that are not needed
     * @param words what and why, in one line
     */
    record Plan(int add, List<Block> keep, List<Block> giveBack, String words) {
        boolean isNothing() {
            return add == 0 && keep.isEmpty() && giveBack.isEmpty();
        }
    }

    private final Scaling scaling;
    private final int maxBlocks;
    private final Duration maxIdleTime;
    private final Duration walltime;
    private int workersPerNode;

    Elastic(BlockCore.Settings settings) {
        this.scaling = new Scaling(settings.scaling(), settings.nodesPerBlock());
        this.maxBlocks = settings.scaling().maxBlocks();
        this.maxIdleTime = settings.scaling().maxIdleTime();
        this.walltime = settings.walltime();
        this.workersPerNode = Math.max(1, settings.workersPerNode());
    }

    Plan plan(Load load, Collection<Block> blocks, long nowMillis) {
        workersPerNode = load.workersPerNode(workersPerNode);
        blocks.forEach(block -> learn(block, load.of(block.id), nowMillis));
        int active = (int)
                blocks.stream().filter(b -> b.isActive(walltime, nowMillis)).count();
        Scaling.Decision decision =
                scaling.decide(new Scaling.View(load.outstanding(), workersPerNode, active), nowMillis);
        return decision.change() > 0 ? grow(decision, blocks, nowMillis) : shrink(decision, blocks, nowMillis);
    }

    private static void learn(Block block, Load.OfBlock now, long nowMillis) {
        if (now.held() > 0 || now.given() != block.tasksGiven) {
            block.idleSinceMillis = nowMillis;
            block.tasksGiven = now.given();
        }
    }

    private Plan grow(Scaling.Decision decision, Collection<Block> blocks, long nowMillis) {
        List<Block> keep = blocks.stream()
                .filter(b -> b.state == BlockState.DRAINING && !b.isNearItsEnd(walltime, nowMillis))
                .limit(decision.change())
                .toList();
        int add = Math.min(decision.change() - keep.size(), maxBlocks - blocks.size());
        String kept = keep.isEmpty() ? "" : " and keeping " + names(keep) + ", which drained";
        return new Plan(add, keep, List.of(), "scaling out by " + add + " blocks" + kept + ": " + decision.why());
    }

    private Plan shrink(Scaling.Decision decision, Collection<Block> blocks, long nowMillis) {
        // Those without a manager first: of them those that have no job yet, then those that are late in the queue.
        Stream<Block> starting = blocks.stream()
                .filter(b -> b.state == BlockState.REQUESTED || b.state == BlockState.SUBMITTED)
                .sorted(Comparator.comparingInt((Block b) -> b.waitsForSubmission() ? 0 : b.isPending() ? 1 : 2));
        Stream<Block> idle = blocks.stream()
                .filter(b -> b.state == BlockState.CONNECTED && b.jobId != null)
                .filter(b -> nowMillis - b.idleSinceMillis >= maxIdleTime.toMillis())
                .sorted(Comparator.comparingLong(b -> b.idleSinceMillis));
        List<Block> giveBack = Stream.concat(starting, idle)
                .filter(b -> b.isActive(walltime, nowMillis))
                .limit(-decision.change())
                .toList();
        return new Plan(
                0,
                List.of(),
                giveBack,
                "scaling in by " + giveBack.size() + " blocks (" + names(giveBack) + "): " + decision.why());
    }

    private static String names(List<Block> blocks) {
        return blocks.stream().map(b -> b.id).collect(Collectors.joining(", "));
    }
}
