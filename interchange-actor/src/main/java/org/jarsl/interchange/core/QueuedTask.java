package org.jarsl.interchange.core;

import org.jarsl.protocol.TaskEnvelope;
import org.jspecify.annotations.Nullable;

/** A task from its submission to its end, as the interchange sees it. */
final class QueuedTask {
    TaskEnvelope envelope;
    /** Who has it; null while it is queued. */
    @Nullable
    Manager holder;
    /** How many workers of its holder it occupies. */
    int slots;
    /** Where it has failed, so that another node is better if one has room. */
    NodeHealth.@Nullable Node avoid;
    /** How often it was running on a manager or worker that was lost. */
    int losses;
    /** Where it waits; null unless it does. */
    @Nullable
    TaskQueue queue;
    /** No longer wanted; a queue drops it when it comes to it, and it is not run again. */
    boolean cancelled;

    QueuedTask(TaskEnvelope envelope) {
        this.envelope = envelope;
    }

    /** 0 if it may take any time. */
    long walltimeMillis() {
        return envelope.options() == null ? 0 : envelope.options().walltimeMillis();
    }
}
