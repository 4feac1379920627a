package org.jarsl.interchange.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.TaskEnvelope;
import org.jspecify.annotations.Nullable;

/** One registered manager and what it holds. */
final class Manager {
    /** A manager whose tasks' arguments have more bytes than this gets no more before a worker is idle. */
    static final long MAX_PREFETCHED_BYTES = 16L * 1024 * 1024;

    static final long NO_END = Long.MAX_VALUE;

    final ManagerInfo info;
    final NodeHealth.Node node;
    ManagerState state = ManagerState.UNKNOWN;
    /** Most slots that may be with it, running or prefetched. */
    int credit;
    /** Slots that are with it. */
    int used;
    /** Argument bytes of the tasks that are with it. */
    long heldBytes;
    /** Tasks that were ever sent to it. */
    long tasksGiven;

    long lastHeardMillis;
    /** When its block ends; {@link #NO_END} if nobody knows. */
    long endMillis = NO_END;
    /** When it starts to drain. */
    long drainMillis = NO_END;

    /** In the order in which they were sent, which is the order in which the manager starts them. */
    final Set<QueuedTask> held = new LinkedHashSet<>();
    /** The one it holds that fails if it is lost once more. */
    @Nullable
    QueuedTask lastChance;
    /** Chosen for it in this round of dispatching. */
    List<TaskEnvelope> batch = new ArrayList<>();
    /** The set it is in at the moment, by the room it has; null when it has none. */
    @Nullable
    ManagerSelector room;
    /** Where it stands in that set, if the set keeps such an order. */
    int position;

    Manager(ManagerInfo info, NodeHealth.Node node) {
        this.info = info;
        this.node = node;
    }

    /** Slots that a task sent now would start in at once; negative while it holds prefetched tasks. */
    int idleSlots() {
        return Math.min(info.workers(), credit) - used;
    }

    int freeCredit() {
        return heldBytes < MAX_PREFETCHED_BYTES ? credit - used : idleSlots();
    }

    /** Whether it may get a task, as far as its node goes. */
    boolean isTrusted() {
        return node.trust == NodeHealth.Trust.ALL || (node.trust == NodeHealth.Trust.ONE_AT_A_TIME && held.isEmpty());
    }

    /** At most the second half of its time is for draining, so that a short block does something. */
    void ends(long leftMillis, long drainPeriodMillis, long nowMillis) {
        if (leftMillis < NO_END) {
            endMillis = nowMillis + leftMillis;
            drainMillis = endMillis - Math.min(drainPeriodMillis, leftMillis / 2);
        }
    }

    @Override
    public String toString() {
        return "manager " + info.id() + " on node " + info.node() + ", block " + info.blockId();
    }
}
