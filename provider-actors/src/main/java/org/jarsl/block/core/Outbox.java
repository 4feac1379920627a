package org.jarsl.block.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that the block core can do to the world. The first four are commands to the scheduler: after each, {@link
 * BlockCore#answered} must be called once, within a bound, and then the method that is named there.
 */
public interface Outbox {
    /**
     * Submit a job for this block; {@link BlockCore#submitted}, {@link BlockCore#submitFailed} or {@link
     * BlockCore#submitSilent} must follow.
     */
    void submit(String blockId);

    /** Look for this block's job by its name; {@link BlockCore#found} or {@link BlockCore#findFailed} must follow. */
    void find(String blockId);

    /** Ask for the state of these jobs, by block; {@link BlockCore#polled} must follow, what was heard before it. */
    void ask(Map<String, String> jobs);

    /** Cancel these jobs; {@link BlockCore#cancelFailed} must follow if they may not be. May ask for the same job again. */
    void cancel(List<String> jobIds);

    /** The scheduler has taken the block's job; {@link #ended} follows some time. */
    void started(String blockId, String jobId);

    /** The scheduler holds the block's job back; said once for each block. */
    void held(String blockId, String reason);

    /** The block has ended, with whatever managers it had. */
    void ended(String blockId, String description);

    /** The managers of these blocks, and of no others, shall get no more tasks. */
    void drain(Set<String> blockIds);

    /** Those blocks that were adopted and still run have as many managers as they have nodes. */
    void recovered();

    /** What was decided, and why, in one line. */
    void scaled(String decision);

    /** Blocks fail, so the next comes not before the delay is over. */
    void postponed(Duration delay, String reason);

    /** No block comes up; there will be no more. */
    void failed(String reason);

    /** All blocks have ended after {@link BlockCore#stop}. */
    void stopped();
}
