package org.jarsl.interchange.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agrona.collections.Long2ObjectHashMap;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that managers bring along when they register: what they run, or have the results of, from before this
 * interchange knew them. One that is queued here under the same number is theirs again. The others are of an earlier
 * head of the run; the head says which of them are of use, and the next task with the same call is that one.
 * Single-threaded.
 */
final class Adoption {
    /** Results that nobody has asked for yet are not kept beyond this; their tasks are run again when somebody does. */
    static final long MAX_EARLY_BYTES = 256L << 20;

    private final Long2ObjectHashMap<QueuedTask> tasks;
    private final Matching matching;
    private final Outbox outbox;
    /** Those with another number at their manager than here, or with none here yet, by that number. */
    private final Long2ObjectHashMap<QueuedTask> brought = new Long2ObjectHashMap<>();
    /** Those that the head has a use for, and has not asked for yet. */
    private final Map<CallKey, ArrayDeque<QueuedTask>> wanted = new HashMap<>();

    private long earlyBytes;

    Adoption(Long2ObjectHashMap<QueuedTask> tasks, Matching matching, Outbox outbox) {
        this.outbox = outbox;
        this.tasks = tasks;
        this.matching = matching;
    }

    /** A manager has these. Those that are not known here the head is asked about. */
    void bring(Manager manager, List<Held> held) {
        List<Held> unknown = new ArrayList<>();
        List<Long> useless = new ArrayList<>();
        for (Held each : held) {
            QueuedTask known = find(each.taskId());
            if (known != null && known.holder == manager) {
                continue; // an earlier attempt of what it has, too: the latest comes first
            }
            QueuedTask queued = tasks.get(each.taskId());
            if (queued != null && queued.mayBeHeldBy(each)) {
                QueuedTask task = add(manager, each, queued.envelope, queued.losses);
                int attempt = Math.max(each.attempt(), queued.envelope.attempt());
                replace(queued, task, queued.envelope.withAttempt(attempt));
            } else if (queued == null && each.key() != null && !brought.containsKey(each.taskId())) {
                brought.put(each.taskId(), add(manager, each, nothing(each), 0));
                unknown.add(each);
            } else {
                useless.add(each.taskId());
            }
        }
        if (!useless.isEmpty()) {
            outbox.cancel(manager.info.id(), useless, true);
        }
        if (!unknown.isEmpty()) {
            outbox.found(manager.info, unknown);
        }
    }

    private static TaskEnvelope nothing(Held held) {
        return new TaskEnvelope(held.taskId(), held.attempt(), 0, TaskResult.NO_BYTES, null, null, 0, null, held.key());
    }

    private QueuedTask add(Manager manager, Held held, TaskEnvelope envelope, int losses) {
        QueuedTask task = new QueuedTask(envelope);
        task.losses = losses;
        task.heldId = held.taskId();
        task.heldAttempt = held.attempt();
        matching.hold(manager, task, held.slots());
        return task;
    }

    /** What is queued is what a manager already has. */
    private void replace(QueuedTask queued, QueuedTask task, TaskEnvelope envelope) {
        matching.cancel(queued);
        task.firstAttempt = queued.firstAttempt;
        take(task, envelope);
    }

    private void take(QueuedTask task, TaskEnvelope envelope) {
        Manager holder = task.holder;
        if (holder != null) {
            holder.heldBytes += envelope.arguments().length - task.envelope.arguments().length;
        }
        task.envelope = envelope;
        tasks.put(envelope.taskId(), task);
    }

    /** The task of that number at a manager. */
    @Nullable
    QueuedTask find(long heldId) {
        QueuedTask task = tasks.get(heldId);
        return task == null ? brought.get(heldId) : task;
    }

    /** Its manager has it, or had it, and nobody has asked for it yet. */
    boolean isUnclaimed(QueuedTask task) {
        return !brought.isEmpty() && tasks.get(task.envelope.taskId()) != task;
    }

    /** The head has a use for these. */
    void want(Collection<Long> heldIds) {
        for (long heldId : heldIds) {
            QueuedTask task = brought.get(heldId);
            if (task != null && isUnclaimed(task)) {
                wanted.computeIfAbsent(Objects.requireNonNull(task.envelope.key()), key -> new ArrayDeque<>())
                        .add(task);
            }
        }
    }

    /** The head has no use for these, and their manager drops them. */
    void stop(Manager manager, Collection<Long> heldIds) {
        for (long heldId : heldIds) {
            QueuedTask task = find(heldId);
            if (task != null && task.holder == manager && isUnclaimed(task)) {
                release(manager, task);
                forget(task);
            }
        }
        outbox.cancel(manager.info.id(), List.copyOf(heldIds), true);
    }

    /**
     * True if what was brought along is now what the envelope asks for; {@code early} gets its result if it is here. A
     * call that is tried again is to be run again.
     */
    boolean isClaimed(TaskEnvelope envelope, List<TaskResult> early) {
        QueuedTask task = envelope.attempt() == 0 ? claim(envelope) : null;
        if (task != null) {
            endIfEarly(task, early);
        }
        return task != null;
    }

    private void endIfEarly(QueuedTask task, List<TaskResult> early) {
        TaskResult result = task.early;
        if (result != null) {
            early.add(task.named(result));
            tasks.remove(task.envelope.taskId());
            released(task);
        }
    }

    private @Nullable QueuedTask claim(TaskEnvelope envelope) {
        ArrayDeque<QueuedTask> sameCall = envelope.key() == null ? null : wanted.get(envelope.key());
        QueuedTask task = sameCall == null ? null : sameCall.poll();
        if (sameCall != null && sameCall.isEmpty()) {
            wanted.remove(envelope.key());
        }
        if (task != null) {
            take(task, envelope);
        }
        return task;
    }

    /** Takes from the queue what was brought along; returns the results that are here. */
    List<TaskResult> claimQueued() {
        List<TaskResult> early = new ArrayList<>();
        if (wanted.isEmpty()) {
            return early;
        }
        for (QueuedTask queued : List.copyOf(tasks.values())) {
            boolean mayBe = queued.holder == null && queued.firstAttempt == 0;
            QueuedTask task = mayBe ? claim(queued.envelope) : null;
            if (task != null) {
                replace(queued, task, queued.envelope);
                endIfEarly(task, early);
            }
        }
        return early;
    }

    /** One that nobody has asked for yet has ended at its manager, which does not have it any more. */
    void ended(QueuedTask task, TaskResult result) {
        if (result.failure() != null || earlyBytes + result.value().length > MAX_EARLY_BYTES) {
            forget(task);
        } else {
            task.early = result;
            earlyBytes += result.value().length;
        }
    }

    /** Nobody will have it any more. */
    void forget(QueuedTask task) {
        released(task);
        ArrayDeque<QueuedTask> sameCall = wanted.get(task.envelope.key());
        if (sameCall != null && sameCall.remove(task) && sameCall.isEmpty()) {
            wanted.remove(task.envelope.key());
        }
    }

    void release(Manager manager, QueuedTask task) {
        Matching.release(manager, task);
        released(task);
    }

    /** Its manager does not have it any more, and has no say in it. */
    void released(QueuedTask task) {
        if (!brought.isEmpty() && brought.get(task.heldId) == task) {
            brought.remove(task.heldId);
        }
        if (task.early != null) {
            earlyBytes -= task.early.value().length;
            task.early = null;
        }
    }
}
