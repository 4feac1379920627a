package org.jarsl.interchange.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.collections.Long2ObjectHashMap;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Held;
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
 * innocent ones with it, no manager gets two tasks that are one loss away from that. A manager whose block is about to
 * end gets no tasks that it might not finish; what it gives back costs a task nothing.
 */
public final class InterchangeCore {
    /**
     * @param maxLosses at how many losses of its manager or worker a running task fails, at least 1
     * @param heartbeatThresholdMillis how long a manager may be silent
     * @param drainPeriodMillis how long before the end of its block a manager gets no more tasks
     * @param seed for {@link ManagerSelector.Rule#RANDOM}
     */
    public record Settings(
            ManagerSelector.Rule selector,
            int maxLosses,
            long heartbeatThresholdMillis,
            long drainPeriodMillis,
            long seed) {}

    /** How many tasks are where. */
    public record Counts(int queued, int withManagers, int managers, int workers) {}

    private final Settings settings;
    private final Outbox outbox;
    private final Long2ObjectHashMap<QueuedTask> tasks = new Long2ObjectHashMap<>();
    private final Matching matching;
    private final Adoption adoption;
    private final Losses losses;
    private final NodeHealth health = new NodeHealth();
    private final Map<String, Manager> managers = new LinkedHashMap<>();
    /** Blocks whose managers get no more tasks. */
    private Set<String> draining = Set.of();

    /** Until then nothing is sent, since managers may still come that have it. */
    private long recoveringMillis = Long.MIN_VALUE;

    private int workers;
    private @Nullable Failure broken;

    public InterchangeCore(Settings settings, Outbox outbox) {
        this.settings = settings;
        this.outbox = outbox;
        this.matching = new Matching(settings, outbox);
        this.adoption = new Adoption(tasks, matching, outbox);
        this.losses = new Losses(settings.maxLosses(), tasks, matching, adoption);
    }

    public void submit(Collection<TaskEnvelope> envelopes) {
        if (broken != null) {
            fail(envelopes, broken);
            return;
        }
        List<TaskResult> early = new ArrayList<>();
        for (TaskEnvelope envelope : envelopes) {
            if (!isRecovering() && adoption.isClaimed(envelope, early)) {
                continue;
            }
            QueuedTask task = new QueuedTask(envelope);
            task.avoid = envelope.attempt() == 0 ? null : health.failedOn(envelope.taskId());
            if (tasks.put(envelope.taskId(), task) != null) {
                throw new IllegalStateException("task " + envelope.taskId() + " was submitted twice");
            }
            matching.add(task);
        }
        completed(null, early);
        dispatch();
    }

    /**
     * To be called at the beginning when managers may have tasks of before: until {@link #recovered}, at the latest until
     * {@code untilMillis}, what is submitted waits for them.
     */
    public void recover(long untilMillis) {
        recoveringMillis = untilMillis;
    }

    /** All managers that may have tasks of before have registered, or never will. */
    public void recovered() {
        if (isRecovering()) {
            recoveringMillis = Long.MIN_VALUE;
            completed(null, adoption.claimQueued());
            dispatch();
        }
    }

    private boolean isRecovering() {
        return recoveringMillis != Long.MIN_VALUE;
    }

    /**
     * What the head says of tasks that it was {@linkplain Outbox#found asked} about: those for which it has a use, and
     * those that are to be stopped.
     */
    public void adopt(ManagerId id, Collection<Long> wanted, Collection<Long> useless) {
        adoption.want(wanted);
        Manager manager = find(id);
        if (manager != null && !useless.isEmpty()) {
            matching.withdraw(manager);
            adoption.stop(manager, useless);
            place(manager);
        }
        if (!isRecovering() && !wanted.isEmpty()) {
            completed(null, adoption.claimQueued());
        }
        dispatch();
    }

    /**
     * A manager says that it is there; saying so again changes nothing. Returns false for a former life of one that is
     * known, which is not heard and must be told to stop.
     *
     * @param leftMillis until its block ends; {@link Long#MAX_VALUE} if nobody knows of an end
     * @param held what it has from before
     */
    public boolean register(ManagerInfo info, int credit, long leftMillis, List<Held> held, long nowMillis) {
        matching.time(nowMillis);
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
        Manager manager = new Manager(info, health.up(info.node()));
        manager.state = ManagerState.TABLE.next(manager.state, ManagerState.Event.REGISTER, manager);
        manager.credit = credit;
        manager.lastHeardMillis = nowMillis;
        manager.ends(leftMillis, settings.drainPeriodMillis(), nowMillis);
        matching.registered(leftMillis);
        managers.put(info.id().name(), manager);
        workers += info.workers();
        outbox.registered(info);
        adoption.bring(manager, held);
        place(manager);
        health.pardonIfAllAreAside().forEach(this::judge);
        dispatch();
        return true;
    }

    /** This interchange itself stood still for so long, and heard nobody in that time. */
    public void stoodStill(long millis) {
        managers.values().forEach(manager -> manager.lastHeardMillis += millis);
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
        matching.time(nowMillis);
        matching.withdraw(manager);
        manager.credit = credit;
        List<TaskResult> accepted = new ArrayList<>(results.size());
        List<QueuedTask> givenBack = new ArrayList<>();
        List<NodeHealth.Change> changes = new ArrayList<>();
        for (TaskResult result : results) {
            QueuedTask task = adoption.find(result.taskId());
            if (task == null || task.holder != manager || task.heldAttempt != result.attempt()) {
                continue;
            }
            Matching.release(manager, task);
            if (adoption.isUnclaimed(task)) {
                adoption.ended(task, result);
                continue;
            }
            TaskResult named = task.named(result);
            adoption.released(task);
            if (has(result, Failure.Kind.CANCELLED)) {
                givenBack.add(task);
            } else {
                ended(manager, task, named, accepted);
                changes.addAll(
                        health.ended(manager.node, named.taskId(), task.envelope.app(), named.failure(), nowMillis));
            }
        }
        Collections.reverse(givenBack);
        givenBack.forEach(task -> losses.runAgain(task, false, null, accepted));
        place(manager);
        completed(manager.info, accepted);
        changes.forEach(this::judge);
        letGoIfDrained(manager);
        dispatch();
        return true;
    }

    private void ended(Manager manager, QueuedTask task, TaskResult result, List<TaskResult> accepted) {
        if (has(result, Failure.Kind.WORKER_LOST)) {
            task.avoid = manager.node;
            losses.runAgain(task, true, result.failure(), accepted);
        } else {
            tasks.remove(result.taskId());
            accepted.add(result);
        }
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
                matching.cancel(task);
                continue;
            }
            task.cancelled = true;
            if (running) {
                tasks.remove(taskId);
                matching.withdraw(holder);
                adoption.release(holder, task);
                place(holder);
            }
            held.computeIfAbsent(holder, m -> new ArrayList<>()).add(task.heldId);
        }
        held.forEach((manager, ids) -> outbox.cancel(manager.info.id(), ids, running));
        held.keySet().forEach(this::letGoIfDrained);
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
        managers.values().forEach(matching::withdraw);
        draining = Set.copyOf(blockIds);
        managers.values().forEach(this::place);
        dispatch();
    }

    /**
     * Time has passed: declares managers lost that were silent for too long, and drains those whose block is about to
     * end. To be called a few times per threshold, and each second or so.
     */
    public void expire(long nowMillis) {
        matching.time(nowMillis);
        if (recoveringMillis <= nowMillis) {
            recovered();
        }
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
        List<Manager> ending = managers.values().stream()
                .filter(m -> m.state == ManagerState.ACTIVE && m.drainMillis <= nowMillis)
                .toList();
        ending.forEach(this::drainNearItsEnd);
        health.expire(nowMillis).forEach(this::judge);
        managers.values().forEach(manager -> takeBack(manager, matching.heldInVain(manager)));
        dispatch();
    }

    /** A node that is set aside gives back what it has not started. */
    private void judge(NodeHealth.Change change) {
        NodeHealth.Node node = change.node();
        outbox.judged(node.name, change.trust() != NodeHealth.Trust.ALL, change.reason());
        for (Manager manager : managers.values()) {
            if (manager.node == node) {
                matching.withdraw(manager);
                if (node.trust == NodeHealth.Trust.NOTHING) {
                    takeBack(manager, manager.held);
                }
                place(manager);
            }
        }
    }

    /** Those that it has not started. */
    private void takeBack(Manager manager, Collection<QueuedTask> held) {
        if (!held.isEmpty()) {
            outbox.cancel(
                    manager.info.id(), held.stream().map(task -> task.heldId).toList(), false);
        }
    }

    /** What it has not started comes back as cancelled; what runs may end there. */
    private void drainNearItsEnd(Manager manager) {
        matching.withdraw(manager);
        manager.state = ManagerState.TABLE.next(manager.state, ManagerState.Event.DRAIN, manager);
        takeBack(manager, manager.held);
        letGoIfDrained(manager);
    }

    private void letGoIfDrained(Manager manager) {
        if (manager.state == ManagerState.DRAINING && manager.held.isEmpty()) {
            remove(manager, ManagerState.Event.DRAINED, "its block is about to end, and it has nothing left to do");
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
        completed(null, failed);
    }

    public Counts counts() {
        int queued = matching.queued();
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

    private void dispatch() {
        if (isRecovering()) {
            return;
        }
        List<TaskResult> failed = new ArrayList<>();
        for (Matching.Impossible none : matching.dispatch(managers.values())) {
            TaskEnvelope task = none.task().envelope;
            tasks.remove(task.taskId());
            failed.add(TaskResult.failed(task.taskId(), task.attempt(), none.failure()));
        }
        completed(null, failed);
    }

    private void place(Manager manager) {
        if (manager.state == ManagerState.ACTIVE && !draining.contains(manager.info.blockId())) {
            matching.place(manager);
        }
    }

    private void remove(Manager manager, ManagerState.Event event, String reason) {
        manager.state = ManagerState.TABLE.next(manager.state, event, manager);
        matching.withdraw(manager);
        managers.remove(manager.info.id().name());
        workers -= manager.info.workers();
        outbox.gone(manager.info, reason);
        Failure failure = Failure.of(
                Failure.Kind.MANAGER_LOST,
                manager + (event == ManagerState.Event.LEAVE ? " left: " : " was lost: ") + reason);
        // It has dropped what it had not started, or brings along what it runs.
        boolean lives = event == ManagerState.Event.LEAVE || event == ManagerState.Event.REPLACED;
        completed(null, losses.lost(manager, lives, failure));
        manager.node.managers--;
        health.pardonIfAllAreAside().forEach(this::judge);
    }

    private void completed(@Nullable ManagerInfo manager, List<TaskResult> results) {
        if (!results.isEmpty()) {
            outbox.completed(manager, results);
        }
    }

    private static boolean has(TaskResult result, Failure.Kind kind) {
        return result.failure() != null && result.failure().kind() == kind;
    }

    private @Nullable Manager find(ManagerId id) {
        Manager manager = managers.get(id.name());
        return manager != null && manager.info.id().equals(id) ? manager : null;
    }
}
