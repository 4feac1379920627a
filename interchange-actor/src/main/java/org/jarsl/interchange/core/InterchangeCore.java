package org.jarsl.interchange.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.collections.Long2ObjectHashMap;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;

/**
 * Matches queued tasks to managers' credit. Events come in as method calls, with the time where it matters; effects go
 * out through the {@link Outbox}. Single-threaded.
 *
 * <p>What it promises: no manager is sent more slots than its credit; each submitted task is completed exactly once or
 * cancelled; a result counts only when it comes from the manager that holds the task, in the attempt that was sent to
 * it. A task whose manager is lost goes back to the front of the queue with its attempt raised; one that was running
 * at {@code maxLosses} losses is taken for their cause and fails. So that a task that kills its managers takes no
 * innocent ones with it, no manager gets two tasks that are one loss away from that.
 */
public final class InterchangeCore {
    /**
     * @param maxLosses at how many losses of its manager or worker a running task fails, at least 1
     * @param heartbeatThresholdMillis how long a manager may be silent
     * @param seed for {@link ManagerSelector.Rule#RANDOM}
     */
    public record Settings(ManagerSelector.Rule selector, int maxLosses, long heartbeatThresholdMillis, long seed) {}

    /** How many tasks are where. */
    public record Counts(int queued, int withManagers, int managers, int workers) {}

    private final Settings settings;
    private final Outbox outbox;
    private final Long2ObjectHashMap<QueuedTask> tasks = new Long2ObjectHashMap<>();
    private final TaskQueue queue = new TaskQueue();
    /** Tasks that fail at their next loss; few, and before all others. */
    private final ArrayDeque<QueuedTask> lastChances = new ArrayDeque<>();

    private final Map<String, Manager> managers = new LinkedHashMap<>();
    private final ManagerSelector idle;
    private final ManagerSelector prefetching;
    /** Blocks whose managers get no more tasks. */
    private Set<String> draining = Set.of();

    private int workers;
    private @Nullable Failure broken;

    public InterchangeCore(Settings settings, Outbox outbox) {
        this.settings = settings;
        this.outbox = outbox;
        this.idle = ManagerSelector.of(settings.selector(), settings.seed());
        this.prefetching = ManagerSelector.of(settings.selector(), settings.seed());
    }

    public void submit(Collection<TaskEnvelope> envelopes) {
        if (broken != null) {
            fail(envelopes, broken);
            return;
        }
        for (TaskEnvelope envelope : envelopes) {
            QueuedTask task = new QueuedTask(envelope);
            if (tasks.put(envelope.taskId(), task) != null) {
                throw new IllegalStateException("task " + envelope.taskId() + " was submitted twice");
            }
            queue.add(task);
        }
        dispatch();
    }

    /**
     * A manager says that it is there; saying so again changes nothing. Returns false for a former life of one that is
     * known, which is not heard and must be told to stop.
     */
    public boolean register(ManagerInfo info, int credit, long nowMillis) {
        Manager known = managers.get(info.id().name());
        if (known != null && known.info.id().equals(info.id())) {
            known.lastHeardMillis = nowMillis;
            outbox.registered(known.info);
            return true;
        }
        if (known != null && known.info.id().epoch() > info.id().epoch()) {
            return false;
        }
        if (known != null) {
            remove(known, ManagerState.Event.REPLACED, "it was started again");
        }
        Manager manager = new Manager(info);
        manager.state = ManagerState.TABLE.next(manager.state, ManagerState.Event.REGISTER, manager);
        manager.credit = credit;
        manager.lastHeardMillis = nowMillis;
        managers.put(info.id().name(), manager);
        workers += info.workers();
        place(manager);
        outbox.registered(info);
        dispatch();
        return true;
    }

    /** Returns false when no such manager is known, which must then be told to stop. */
    public boolean heartbeat(ManagerId id, long nowMillis) {
        Manager manager = find(id);
        if (manager != null) {
            manager.lastHeardMillis = nowMillis;
        }
        return manager != null;
    }

    /** Returns false when no such manager is known; its results are then of no use, for their tasks run elsewhere. */
    public boolean results(ManagerId id, int credit, List<TaskResult> results, long nowMillis) {
        Manager manager = find(id);
        if (manager == null) {
            return false;
        }
        manager.lastHeardMillis = nowMillis;
        withdraw(manager);
        manager.credit = credit;
        List<TaskResult> accepted = new ArrayList<>(results.size());
        for (TaskResult result : results) {
            QueuedTask task = tasks.get(result.taskId());
            if (task != null && task.holder == manager && task.envelope.attempt() == result.attempt()) {
                release(manager, task);
                if (isWorkerLost(result)) {
                    runAgain(task, true, result.failure(), accepted);
                } else {
                    tasks.remove(result.taskId());
                    if (!isCancelled(result)) {
                        accepted.add(result);
                    }
                }
            }
        }
        place(manager);
        if (!accepted.isEmpty()) {
            outbox.completed(manager.info, accepted);
        }
        dispatch();
        return true;
    }

    /**
     * Nobody wants these tasks any more. Those that wait are forgotten; those that are with a manager too, if {@code
     * running}, else their manager drops them as long as they have not started.
     */
    public void cancel(Collection<Long> taskIds, boolean running) {
        Map<Manager, List<Long>> held = new LinkedHashMap<>();
        for (long taskId : taskIds) {
            QueuedTask task = tasks.get(taskId);
            if (task == null) {
                continue;
            }
            Manager holder = task.holder;
            if (holder == null) {
                tasks.remove(taskId);
                if (!lastChances.remove(task)) {
                    queue.cancel(task);
                }
                continue;
            }
            if (running) {
                tasks.remove(taskId);
                withdraw(holder);
                release(holder, task);
                place(holder);
            }
            held.computeIfAbsent(holder, m -> new ArrayList<>()).add(taskId);
        }
        held.forEach((manager, ids) -> outbox.cancel(manager.info.id(), ids, running));
        dispatch();
    }

    public void leave(ManagerId id, String reason) {
        Manager manager = find(id);
        if (manager != null) {
            remove(manager, ManagerState.Event.LEAVE, reason);
            dispatch();
        }
    }

    /** All managers of a block are gone. */
    public void blockEnded(String blockId, String reason) {
        List<Manager> ofBlock = managers.values().stream()
                .filter(m -> m.info.blockId().equals(blockId))
                .toList();
        ofBlock.forEach(m -> remove(m, ManagerState.Event.BLOCK_ENDED, reason));
        dispatch();
    }

    /** Managers of these blocks, also those still to come, get no more tasks; those of all others do, again. */
    public void drain(Set<String> blockIds) {
        managers.values().forEach(InterchangeCore::withdraw);
        draining = Set.copyOf(blockIds);
        managers.values().forEach(this::place);
        dispatch();
    }

    /** Declares managers lost that were silent for too long; to be called a few times per threshold. */
    public void expire(long nowMillis) {
        long oldest = nowMillis - settings.heartbeatThresholdMillis();
        List<Manager> silent = managers.values().stream()
                .filter(m -> m.lastHeardMillis < oldest)
                .toList();
        for (Manager manager : silent) {
            long silentMillis = nowMillis - manager.lastHeardMillis;
            remove(
                    manager,
                    ManagerState.Event.SILENT,
                    "it was silent for " + silentMillis + " ms, longer than the heartbeat threshold of "
                            + settings.heartbeatThresholdMillis() + " ms");
        }
        if (!silent.isEmpty()) {
            dispatch();
        }
    }

    /** Fails every task, queued or with a manager, and those that are still to come. */
    public void failAll(Failure failure) {
        broken = failure;
        List<TaskEnvelope> all = new ArrayList<>(tasks.size());
        tasks.values().forEach(task -> all.add(task.envelope));
        cancel(all.stream().map(TaskEnvelope::taskId).toList(), true);
        fail(all, failure);
    }

    private void fail(Collection<TaskEnvelope> envelopes, Failure failure) {
        List<TaskResult> failed = envelopes.stream()
                .map(task -> TaskResult.failed(task.taskId(), task.attempt(), failure))
                .toList();
        if (!failed.isEmpty()) {
            outbox.completed(null, failed);
        }
    }

    public Counts counts() {
        int queued = queue.size() + lastChances.size();
        return new Counts(queued, tasks.size() - queued, managers.size(), workers);
    }

    public Load load() {
        return Load.of(tasks.size(), managers.values(), draining);
    }

    /** The argument bytes of a task that has not ended; null when it is not known. */
    public byte @Nullable [] argumentsOf(long taskId) {
        QueuedTask task = tasks.get(taskId);
        return task == null ? null : task.envelope.arguments();
    }

    /** First the managers whose workers wait, then those that may prefetch; in the order of the queue. */
    private void dispatch() {
        Set<Manager> chosen = new LinkedHashSet<>();
        List<TaskResult> impossible = new ArrayList<>();
        QueuedTask task = lastChances.peek();
        while (task != null && assign(task, chosen, impossible)) {
            lastChances.remove();
            task = lastChances.peek();
        }
        task = queue.peek();
        while (task != null && assign(task, chosen, impossible)) {
            queue.take();
            task = queue.peek();
        }
        for (Manager manager : chosen) {
            List<TaskEnvelope> batch = manager.batch;
            manager.batch = new ArrayList<>();
            outbox.send(manager.info.id(), batch);
        }
        if (!impossible.isEmpty()) {
            outbox.completed(null, impossible);
        }
    }

    /** False if the task must wait; else it is a manager's, or among those that no manager could ever run. */
    private boolean assign(QueuedTask task, Set<Manager> chosen, List<TaskResult> impossible) {
        Manager manager = managerFor(task);
        if (manager != null) {
            withdraw(manager);
            hold(manager, task);
            place(manager);
            chosen.add(manager);
            return true;
        }
        if (managers.isEmpty() || !fitsNobody(task)) {
            return false;
        }
        tasks.remove(task.envelope.taskId());
        impossible.add(
                TaskResult.failed(task.envelope.taskId(), task.envelope.attempt(), demandFailure(task.envelope)));
        return true;
    }

    private @Nullable Manager managerFor(QueuedTask task) {
        Manager manager = choose(idle, task, true);
        return manager != null ? manager : choose(prefetching, task, false);
    }

    private @Nullable Manager choose(ManagerSelector from, QueuedTask task, boolean atOnce) {
        Manager first = from.choose();
        if (first == null || fits(first, task, atOnce)) {
            return first;
        }
        for (Manager other : from) {
            if (fits(other, task, atOnce)) {
                return other;
            }
        }
        return null;
    }

    private boolean fits(Manager manager, QueuedTask task, boolean atOnce) {
        if (manager.lastChance != null && isLastChance(task)) {
            return false;
        }
        int slots = slots(manager, task);
        return slots <= manager.info.workers() && slots <= (atOnce ? manager.idleSlots() : manager.freeCredit());
    }

    private static int slots(Manager manager, QueuedTask task) {
        return task.envelope.demand() == null ? 1 : manager.info.workerShape().slotsFor(task.envelope.demand());
    }

    private boolean fitsNobody(QueuedTask task) {
        return managers.values().stream().allMatch(m -> slots(m, task) > m.info.workers());
    }

    private Failure demandFailure(TaskEnvelope envelope) {
        Manager largest = managers.values().iterator().next();
        return Failure.of(
                Failure.Kind.DEMAND,
                "the task asks for " + envelope.demandOrDefault() + ", which no manager has; " + largest + " has "
                        + largest.info.workers() + " workers of " + largest.info.workerShape());
    }

    private boolean isLastChance(QueuedTask task) {
        return task.losses > 0 && task.losses == settings.maxLosses() - 1;
    }

    private void hold(Manager manager, QueuedTask task) {
        task.holder = manager;
        if (isLastChance(task)) {
            manager.lastChance = task;
        }
        task.slots = slots(manager, task);
        manager.used += task.slots;
        manager.heldBytes += task.envelope.arguments().length;
        manager.held.add(task);
        manager.tasksGiven++;
        manager.batch.add(task.envelope);
    }

    private static void release(Manager manager, QueuedTask task) {
        manager.held.remove(task);
        if (manager.lastChance == task) {
            manager.lastChance = null;
        }
        manager.used -= task.slots;
        manager.heldBytes -= task.envelope.arguments().length;
        task.holder = null;
    }

    /** Takes the manager out of the sets while its room changes. */
    private static void withdraw(Manager manager) {
        if (manager.room != null) {
            manager.room.remove(manager);
            manager.room = null;
        }
    }

    private void place(Manager manager) {
        if (manager.freeCredit() > 0 && !draining.contains(manager.info.blockId())) {
            manager.room = manager.idleSlots() > 0 ? idle : prefetching;
            manager.room.add(manager);
        }
    }

    private void remove(Manager manager, ManagerState.Event event, String reason) {
        manager.state = ManagerState.TABLE.next(manager.state, event, manager);
        withdraw(manager);
        managers.remove(manager.info.id().name());
        workers -= manager.info.workers();
        outbox.gone(manager.info, reason);
        Failure failure = Failure.of(
                Failure.Kind.MANAGER_LOST,
                manager + (event == ManagerState.Event.LEAVE ? " left: " : " was lost: ") + reason);
        List<QueuedTask> held = new ArrayList<>(manager.held);
        // Managers start tasks in order, so the first ones in are those that may have caused the loss.
        int startedSlots = 0;
        boolean[] running = new boolean[held.size()];
        for (int i = 0; i < running.length; i++) {
            startedSlots += held.get(i).slots;
            running[i] = event != ManagerState.Event.LEAVE && startedSlots <= manager.info.workers();
        }
        List<TaskResult> failed = new ArrayList<>();
        for (int i = held.size() - 1; i >= 0; i--) {
            release(manager, held.get(i));
            runAgain(held.get(i), running[i], failure, failed);
        }
        if (!failed.isEmpty()) {
            outbox.completed(null, failed);
        }
    }

    private void runAgain(QueuedTask task, boolean wasRunning, @Nullable Failure cause, List<TaskResult> failed) {
        task.losses += wasRunning ? 1 : 0;
        if (wasRunning && task.losses >= settings.maxLosses() && cause != null) {
            tasks.remove(task.envelope.taskId());
            String message = cause.message() + "; the task was running on " + task.losses
                    + " managers or workers that were lost, and is not run again";
            failed.add(TaskResult.failed(
                    task.envelope.taskId(),
                    task.envelope.attempt(),
                    new Failure(cause.kind(), null, message, cause.stack(), cause.where(), cause.exitCode())));
        } else {
            task.envelope = task.envelope.withAttempt(task.envelope.attempt() + 1);
            if (isLastChance(task)) {
                lastChances.addFirst(task);
            } else {
                queue.addFirst(task);
            }
        }
    }

    private static boolean isWorkerLost(TaskResult result) {
        return result.failure() != null && result.failure().kind() == Failure.Kind.WORKER_LOST;
    }

    private static boolean isCancelled(TaskResult result) {
        return result.failure() != null && result.failure().kind() == Failure.Kind.CANCELLED;
    }

    private @Nullable Manager find(ManagerId id) {
        Manager manager = managers.get(id.name());
        return manager != null && manager.info.id().equals(id) ? manager : null;
    }
}
