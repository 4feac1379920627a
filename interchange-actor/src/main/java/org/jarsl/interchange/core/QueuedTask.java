package org.jarsl.interchange.core;

import org.jarsl.protocol.Held;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;

/** A task from its submission to its end, as the interchange sees it. */
final class QueuedTask {
    TaskEnvelope envelope;
    /** Its attempt when it was submitted. */
    int firstAttempt;
    /** Who has it; null while it is queued. */
    @Nullable
    Manager holder;
    /** How many workers of its holder it occupies. */
    int slots;
    /** By which number and attempt its holder knows it; not its own if it was begun for an earlier head. */
    long heldId;

    int heldAttempt;
    /** When it was sent to its holder. */
    long sentMillis;
    /** What it has returned before the head asked for it; see {@link Adoption}. */
    @Nullable
    TaskResult early;
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
        this.firstAttempt = envelope.attempt();
    }

    /** Whether what a manager has is this task, which nobody else has. */
    boolean mayBeHeldBy(Held held) {
        return holder == null && !cancelled && held.attempt() >= firstAttempt;
    }

    /** The result as the head is to hear it. */
    TaskResult named(TaskResult result) {
        boolean own = heldId == envelope.taskId() && heldAttempt == envelope.attempt();
        return own ? result : result.named(envelope.taskId(), envelope.attempt());
    }

    /** 0 if it may take any time. */
    long walltimeMillis() {
        return envelope.options() == null ? 0 : envelope.options().walltimeMillis();
    }
}
