package org.jarsl.block.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jarsl.block.core.BlockState.Event;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of blocks up. A block that ends is replaced, unless so many in a row ended without a manager of theirs
 * ever having registered that the next would end like them. Single-threaded.
 */
public final class BlockCore {
    /** All that the core can do to the world. */
    public interface Outbox {
        /** Submit a job for this block; {@link #submitted} or {@link #submitFailed} must follow. */
        void submit(String blockId);

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

    public BlockCore(int wanted, int maxFailures, Outbox outbox) {
        this.wanted = wanted;
        this.maxFailures = maxFailures;
        this.outbox = outbox;
    }

    public void start() {
        while (!stopping && !givenUp && blocks.size() < wanted) {
            Block block = new Block(Integer.toString(nextId++));
            blocks.put(block.id, block);
            outbox.submit(block.id);
        }
    }

    public void submitted(String blockId, String jobId) {
        Block block = blocks.get(blockId);
        if (block != null) {
            block.jobId = jobId;
            block.move(Event.SUBMIT);
            if (block.state == BlockState.CANCELLING) {
                outbox.cancel(List.of(jobId));
            }
        }
    }

    public void submitFailed(String blockId, String reason) {
        Block block = blocks.get(blockId);
        if (block != null) {
            end(block, Event.SUBMIT_FAILED, "block " + blockId + " could not be submitted: " + reason);
        }
    }

    public void managerRegistered(String blockId) {
        Block block = blocks.get(blockId);
        if (block != null && block.state == BlockState.SUBMITTED) {
            block.move(Event.CONNECT);
            failuresInARow = 0;
        }
    }

    /** The scheduler says that the block's job has ended. */
    public void jobEnded(String blockId, String description) {
        Block block = blocks.get(blockId);
        if (block != null) {
            end(block, Event.END, "block " + blockId + " (job " + block.jobId + ") ended: " + description);
        }
    }

    /** Cancels every block; {@link Outbox#stopped} follows when all have ended. */
    public void stop() {
        stopping = true;
        cancelAll();
        if (blocks.isEmpty()) {
            outbox.stopped();
        }
    }

    private void cancelAll() {
        List<String> jobs = blocks.values().stream()
                .filter(b -> b.state == BlockState.SUBMITTED || b.state == BlockState.CONNECTED)
                .map(b -> b.jobId)
                .toList();
        blocks.values().stream().filter(b -> b.state != BlockState.CANCELLING).forEach(b -> b.move(Event.CANCEL));
        if (!jobs.isEmpty()) {
            outbox.cancel(jobs);
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

    private void end(Block block, Event event, String description) {
        boolean neverConnected = block.state == BlockState.SUBMITTED || block.state == BlockState.REQUESTED;
        block.move(event);
        blocks.remove(block.id);
        outbox.ended(block.id, description);
        if (stopping) {
            if (blocks.isEmpty()) {
                outbox.stopped();
            }
            return;
        }
        failuresInARow += neverConnected ? 1 : 0;
        if (neverConnected && failuresInARow >= maxFailures && !givenUp) {
            givenUp = true;
            cancelAll();
            outbox.failed(failuresInARow + " blocks in a row ended before a manager of theirs registered; the last: "
                    + description);
        } else {
            start();
        }
    }
}
