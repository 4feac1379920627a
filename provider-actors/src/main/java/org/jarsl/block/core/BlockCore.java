package org.jarsl.block.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jarsl.block.core.BlockState.Event;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of blocks up. In contrast to Parsl's strategy it does not poll itself: each end of a block is answered
 * at once. A block that ends is replaced, unless so many in a row ended without a manager of theirs ever having
 * registered that the next would end like them; then all blocks are cancelled and the executor fails. Blocks are named
 * 0, 1, 2, ... and a name is never used again. Single-threaded.
 */
public final class BlockCore {
    /** All that the core can do to the world. */
    public interface Outbox {
        /** Submit a job for this block; {@link #submitted} or {@link #submitFailed} must follow. */
        void submit(String blockId);

        /** The scheduler has taken the block's job; {@link #ended} follows some time. */
        void started(String blockId, String jobId);

        /** Cancel these jobs; {@link #jobEnded} follows for each that is a block's. */
        void cancel(List<String> jobIds);

        /** The block has ended, with whatever managers it had. */
        void ended(String blockId, String description);

        /** No block comes up; there will be no more. */
        void failed(String reason);

        /** All blocks have ended after {@link #stop}. */
        void stopped();
    }

    private static final class Block {
        final String id;
        BlockState state = BlockState.REQUESTED;

        @Nullable
        String jobId;

        Block(String id) {
            this.id = id;
        }

        void move(Event event) {
            state = BlockState.TABLE.next(state, event, "block " + id + ", job " + jobId);
        }
    }

    private final int wanted;
    private final int maxFailures;
    private final Outbox outbox;
    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private int nextId;
    private int failuresInARow;
    private boolean stopping;
    private boolean givenUp;

    /**
     * @param wanted how many blocks are kept up, 0 or more
     * @param maxFailures in a row, at least 1
     */
    public BlockCore(int wanted, int maxFailures, Outbox outbox) {
        this.wanted = wanted;
        this.maxFailures = maxFailures;
        this.outbox = outbox;
    }

    /** Asks for the blocks that are missing. */
    public void start() {
        while (!stopping && !givenUp && blocks.size() < wanted) {
            Block block = new Block(Integer.toString(nextId++));
            blocks.put(block.id, block);
            outbox.submit(block.id);
        }
    }

    /** The scheduler has taken the block's job; whether or not anybody still wants it. */
    public void submitted(String blockId, String jobId) {
        Block block = blocks.get(blockId);
        if (block == null) {
            // Its submission was taken as failed.
            outbox.cancel(List.of(jobId));
            return;
        }
        block.jobId = jobId;
        block.move(Event.SUBMIT);
        outbox.started(blockId, jobId);
        if (block.state == BlockState.CANCELLING) {
            outbox.cancel(List.of(jobId));
        }
    }

    /** There is no job, or no answer: a job that appears later is cancelled. */
    public void submitFailed(String blockId, String reason) {
        Block block = blocks.get(blockId);
        if (block != null && block.jobId == null) {
            end(block, Event.SUBMIT_FAILED, "block " + blockId + " could not be submitted: " + reason);
        }
    }

    /** Managers may come from blocks that are not known (any more): those do not count. */
    public void managerRegistered(String blockId) {
        Block block = blocks.get(blockId);
        if (block != null && block.state != BlockState.CANCELLING) {
            block.move(Event.CONNECT);
            failuresInARow = 0;
        }
    }

    /** The scheduler says that the block's job has ended, and how. */
    public void jobEnded(String blockId, String description) {
        Block block = blocks.get(blockId);
        if (block != null) {
            end(block, Event.END, "block " + blockId + " (job " + block.jobId + ") ended: " + description);
        }
    }

    /** Cancels every block; {@link Outbox#stopped} follows once, when all have ended. */
    public void stop() {
        if (!stopping) {
            stopping = true;
            cancelAll();
            stoppedIfEmpty();
        }
    }

    /** The jobs whose end is awaited, by block. */
    public Map<String, String> jobs() {
        Map<String, String> jobs = new LinkedHashMap<>();
        for (Block block : blocks.values()) {
            if (block.jobId != null) {
                jobs.put(block.id, block.jobId);
            }
        }
        return jobs;
    }

    private void cancelAll() {
        List<String> jobs = new ArrayList<>();
        for (Block block : blocks.values()) {
            if (block.state != BlockState.CANCELLING) {
                block.move(Event.CANCEL);
                if (block.jobId != null) {
                    jobs.add(block.jobId);
                }
            }
        }
        if (!jobs.isEmpty()) {
            outbox.cancel(jobs);
        }
    }

    private void end(Block block, Event event, String description) {
        boolean neverConnected = block.state == BlockState.SUBMITTED || block.state == BlockState.REQUESTED;
        block.move(event);
        blocks.remove(block.id);
        outbox.ended(block.id, description);
        if (stopping) {
            stoppedIfEmpty();
            return;
        }
        if (neverConnected && ++failuresInARow >= maxFailures) {
            giveUp(description);
        }
        start();
    }

    private void giveUp(String lastEnd) {
        givenUp = true;
        cancelAll();
        outbox.failed(
                failuresInARow + " blocks in a row ended before a manager of theirs registered; the last: " + lastEnd);
    }

    private void stoppedIfEmpty() {
        if (blocks.isEmpty()) {
            outbox.stopped();
        }
    }
}
