package org.jarsl.block;

import java.util.Set;

/** What a {@link BlockActor} tells the executor it works for. */
public sealed interface BlockEvent {
    /** The scheduler has taken the block's job; it may still have to wait for nodes. */
    record BlockStarted(String blockId, String jobId) implements BlockEvent {}

    /**
     * The block has ended, with all its managers; also one that could not be submitted and so never started.
     *
     * @param description job, state, exit code and reason, and the end of its standard error (at most 2 KiB)
     */
    record BlockEnded(String blockId, String description) implements BlockEvent {}

    /** {@link BlockActor.LoadIs} is to be told, once, with a load that is looked at after all that was said before. */
    record LoadWanted() implements BlockEvent {}

    /** The managers of all blocks of an earlier head have registered, as far as its jobs still run. Told once. */
    record BlocksRecovered() implements BlockEvent {}

    /** The managers of these blocks, and of no others, shall get no more tasks. */
    record BlocksDraining(Set<String> blockIds) implements BlockEvent {}

    /** No block comes up, and no more are tried; those that were asked for are being cancelled. */
    record BlocksFailed(String reason) implements BlockEvent {}

    /** All blocks have ended after {@link BlockActor.Stop}, or did not within its bound. Told once. */
    record BlocksStopped() implements BlockEvent {}
}
