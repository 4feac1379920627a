package org.jarsl.interchange.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.TaskEnvelope;
import org.jspecify.annotations.Nullable;

/** The queued tasks, the managers that have room, and which task goes to which of them. Single-threaded. */
final class Matching {
    /** What a task needs of its manager's time beyond its walltime: to get there, and to be stopped. */
    static final long MARGIN_MILLIS = 5_000;
    /** What a manager holds for longer, it does not run as soon as was thought when it was prefetched. */
    static final long LONG_HELD_MILLIS = 1_000;

    /** A task that no manager could ever run. */
    record Impossible(QueuedTask task, Failure failure) {}

    private final int maxLosses;
    private final Outbox outbox;
    private final TaskQueue queue = new TaskQueue();
    /** Tasks for which a manager with room had not time enough, so that they do not keep it from the others. */
    private final TaskQueue late = new TaskQueue();
    /** Tasks that fail at their next loss; few, and before all others. */
    private final ArrayDeque<QueuedTask> lastChances = new ArrayDeque<>();

    private final ManagerSelector idle;
    private final ManagerSelector prefetching;
    /** Those with a batch. In contrast to a set it is cleared in no time, also after all of many managers were in it. */
    private final List<Manager> chosen = new ArrayList<>();
    /** The most time that any manager ever had when it registered. */
    private long longestMillis;

    private long nowMillis;
    /** Tasks that were queued at the beginning of this round of dispatching. */
    private int queuedBefore;

    Matching(InterchangeCore.Settings settings, Outbox outbox) {
        this.maxLosses = settings.maxLosses();
        this.outbox = outbox;
        this.idle = ManagerSelector.of(settings.selector(), settings.seed());
        this.prefetching = ManagerSelector.of(settings.selector(), settings.seed());
    }

    void add(QueuedTask task) {
        queue.add(task);
    }

    /** Before its equals, for it has waited already. */
    void addAgain(QueuedTask task) {
        if (isLastChance(task)) {
            lastChances.addFirst(task);
        } else {
            queue.addFirst(task);
        }
    }

    void cancel(QueuedTask task) {
        if (task.queue != null) {
            task.queue.cancel(task);
        } else {
            lastChances.remove(task);
        }
    }

    int queued() {
        return queue.size() + late.size() + lastChances.size();
    }

    void time(long millis) {
        nowMillis = millis;
    }

    void registered(long leftMillis) {
        longestMillis = Math.max(longestMillis, leftMillis);
    }

    /** Takes the manager out of the sets while its room changes. */
    void withdraw(Manager manager) {
        if (manager.room != null) {
            manager.room.remove(manager);
            manager.room = null;
        }
    }

    void place(Manager manager) {
        if (manager.freeCredit() > 0 && manager.isTrusted()) {
            manager.room = manager.idleSlots() > 0 ? idle : prefetching;
            manager.room.add(manager);
        }
    }

    /**
     * Gives tasks to managers in the order of the queue: first to those whose workers wait, then to those that may
     * prefetch.
     *
     * @return what none of {@code all} could ever run, and is not queued any more
     */
    List<Impossible> dispatch(Collection<Manager> all) {
        List<Impossible> impossible = new ArrayList<>();
        queuedBefore = queued();
        QueuedTask task = lastChances.peek();
        while (task != null && assign(task, all, impossible)) {
            lastChances.remove();
            task = lastChances.peek();
        }
        dispatchQueues(all, impossible);
        for (Manager manager : chosen) {
            List<TaskEnvelope> batch = manager.batch;
            manager.batch = new ArrayList<>();
            outbox.send(manager.info.id(), batch);
        }
        chosen.clear();
        return impossible;
    }

    /** A task that must wait for room keeps those behind it waiting; one that must wait for time does not. */
    private void dispatchQueues(Collection<Manager> all, List<Impossible> impossible) {
        boolean lateWaits = false;
        long refusedMillis = Long.MAX_VALUE;
        while (true) {
            QueuedTask task = queue.peek();
            QueuedTask before = lateWaits ? null : late.peek();
            if (before != null && (task == null || before.envelope.priority() <= task.envelope.priority())) {
                lateWaits = !assign(before, all, impossible);
                if (!lateWaits) {
                    late.take();
                }
                continue;
            }
            if (task == null) {
                return;
            }
            boolean refused = task.walltimeMillis() >= refusedMillis;
            if (!refused && assign(task, all, impossible)) {
                queue.take();
            } else if (refused || lacksTime(task)) {
                refusedMillis = Math.min(refusedMillis, task.walltimeMillis());
                queue.take();
                late.add(task);
                lateWaits = true;
            } else {
                return;
            }
        }
    }

    /** False if the task must wait; else it is a manager's, or among those that no manager could ever run. */
    private boolean assign(QueuedTask task, Collection<Manager> all, List<Impossible> impossible) {
        Manager manager = choose(idle, task, true);
        if (manager == null) {
            manager = choose(prefetching, task, false);
        }
        if (manager != null) {
            withdraw(manager);
            task.heldId = task.envelope.taskId();
            task.heldAttempt = task.envelope.attempt();
            task.sentMillis = nowMillis;
            hold(manager, task, slots(manager, task));
            manager.tasksGiven++;
            if (manager.batch.isEmpty()) {
                chosen.add(manager);
            }
            manager.batch.add(task.envelope);
            place(manager);
            return true;
        }
        Failure failure = all.isEmpty() ? null : demandFailure(task, all);
        if (failure != null) {
            impossible.add(new Impossible(task, failure));
        }
        return failure != null;
    }

    /**
     * What a manager should give back, unless it has started it: it holds more than it runs, while workers elsewhere wait
     * for such tasks and none is queued.
     */
    List<QueuedTask> heldInVain(Manager manager) {
        Manager waiting = queued() > 0 ? null : idle.first();
        if (waiting == null || manager.used <= manager.info.workers()) {
            return List.of();
        }
        return manager.held.stream()
                .filter(task -> nowMillis - task.sentMillis >= LONG_HELD_MILLIS && fits(waiting, task, true))
                .toList();
    }

    private @Nullable Manager choose(ManagerSelector from, QueuedTask task, boolean atOnce) {
        Manager first = from.choose(queuedBefore);
        if (first == null || (first.node != task.avoid && fits(first, task, atOnce))) {
            return first;
        }
        Manager avoided = null;
        for (Manager other : from) {
            if (fits(other, task, atOnce)) {
                if (other.node != task.avoid) {
                    return other;
                }
                avoided = other;
            }
        }
        return avoided;
    }

    private boolean fits(Manager manager, QueuedTask task, boolean atOnce) {
        return hasRoom(manager, task, atOnce) && hasTime(manager, task, atOnce);
    }

    private boolean hasRoom(Manager manager, QueuedTask task, boolean atOnce) {
        if (manager.lastChance != null && isLastChance(task)) {
            return false;
        }
        int slots = slots(manager, task);
        return slots <= manager.info.workers() && slots <= (atOnce ? manager.idleSlots() : manager.freeCredit());
    }

    /** A task that must wait for a worker there needs more time: as much again, for nobody knows when its turn is. */
    private boolean hasTime(Manager manager, QueuedTask task, boolean atOnce) {
        if (task.walltimeMillis() == 0 || manager.endMillis == Manager.NO_END) {
            return true;
        }
        long left = manager.endMillis - nowMillis - MARGIN_MILLIS;
        return task.walltimeMillis() <= (atOnce ? left : left / 2);
    }

    private boolean lacksTime(QueuedTask task) {
        return task.walltimeMillis() > 0 && (lacksTime(idle, task, true) || lacksTime(prefetching, task, false));
    }

    private boolean lacksTime(ManagerSelector from, QueuedTask task, boolean atOnce) {
        for (Manager manager : from) {
            if (hasRoom(manager, task, atOnce) && !hasTime(manager, task, atOnce)) {
                return true;
            }
        }
        return false;
    }

    private static int slots(Manager manager, QueuedTask task) {
        return task.envelope.demand() == null ? 1 : manager.info.workerShape().slotsFor(task.envelope.demand());
    }

    /** Null if the task need only wait. */
    private @Nullable Failure demandFailure(QueuedTask task, Collection<Manager> all) {
        String more = null;
        if (all.stream().allMatch(m -> slots(m, task) > m.info.workers())) {
            Manager largest = all.iterator().next();
            more = task.envelope.demandOrDefault() + ", which no manager has; " + largest + " has "
                    + largest.info.workers() + " workers of " + largest.info.workerShape();
        } else if (longestMillis < Manager.NO_END && task.walltimeMillis() > longestMillis - MARGIN_MILLIS) {
            more = "a walltime of " + task.walltimeMillis() / 1000 + " s, which no block has: the managers had at most "
                    + longestMillis / 1000 + " s until the end of theirs when they came, and "
                    + MARGIN_MILLIS / 1000 + " s must be left; give the task a shorter walltime or the blocks a longer";
        }
        return more == null ? null : Failure.of(Failure.Kind.DEMAND, "the task asks for " + more);
    }

    private boolean isLastChance(QueuedTask task) {
        return task.losses > 0 && task.losses == maxLosses - 1;
    }

    void hold(Manager manager, QueuedTask task, int slots) {
        task.holder = manager;
        if (isLastChance(task)) {
            manager.lastChance = task;
        }
        task.slots = slots;
        manager.used += task.slots;
        manager.heldBytes += task.envelope.arguments().length;
        manager.held.add(task);
    }

    static void release(Manager manager, QueuedTask task) {
        manager.held.remove(task);
        if (manager.lastChance == task) {
            manager.lastChance = null;
        }
        manager.used -= task.slots;
        manager.heldBytes -= task.envelope.arguments().length;
        task.holder = null;
    }
}
