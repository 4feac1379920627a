package org.jarsl.block;

/** What a {@link BlockActor} tells the executor it works for. */
public sealed interface BlockEvent {
    /** The scheduler has taken the block's job. */
    record BlockStarted(String blockId, String jobId) implements BlockEvent {}

    /**
     * The block has ended, with all its managers.
     *
     * @param description job, state, exit code and reason, and the end of its standard error
     */
    record BlockEnded(String blockId, String description) implements BlockEvent {}

    /** No block comes up, and no more are tried. */
    record BlocksFailed(String reason) implements BlockEvent {}

    /** All blocks have ended after {@link BlockActor.Stop}. */
    record BlocksStopped() implements BlockEvent {}
}
