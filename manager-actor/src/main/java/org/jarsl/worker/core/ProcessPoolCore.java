package org.jarsl.worker.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.worker.Walltime;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker process gets which task, what becomes of the tasks of one that dies, and when one is replaced.
 * Single-threaded.
 *
 * <p>What it promises: each task ends once, by a result, a failure or a cancellation; only the task that a worker was at
 * pays for its death. Tasks start in the order in which they came. A few are handed ahead, so that a worker need not
 * ask for its next; they are taken back when the one before them takes long.
 */
public final class ProcessPoolCore {
    /** All that the core can do to the world. */
    public interface Outbox {
        /** A new JVM for this worker; its end is told by {@link #died}. */
        void start(int rank);

        void send(int rank, Ticket ticket);

        /** The worker gives it back if it has not begun, or stops it if {@code running}. */
        void stop(int rank, Ticket ticket, boolean running);

        void kill(int rank, String why);

        void failed(int rank, Ticket ticket, Failure failure);

        /** Nothing is started any more, for it would be in vain. */
        void broken(String reason);
    }

    /**
     * What a worker is at.
     *
     * @param number of the ticket, 0 for none
     */
    public record Running(long number, long sinceMillis) {}

    static final int MAX_HELD = 65;
    static final int MAX_IDLE_DEATHS = 10;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long MAX_PAUSE_MILLIS = 2_000;

    private final Outbox outbox;
    private final long stopMillis;
    private final List<Slot> slots = new ArrayList<>();
    private final ArrayDeque<Ticket> queue = new ArrayDeque<>();
    private final Map<Long, Ticket> byTask = new HashMap<>();
    /** Why a worker was told to die, for the task that it was at. */
    private final Map<Ticket, Failure> verdicts = new HashMap<>();

    private long lastNumber;
    private boolean closed;
    private boolean broken;

    /**
     * @param stopMillis after this time a worker must have stopped a task that was cancelled or is over its walltime
     */
    public ProcessPoolCore(int workers, long stopMillis, Outbox outbox) {
        this.outbox = outbox;
        this.stopMillis = stopMillis;
        for (int rank = 0; rank < workers; rank++) {
            slots.add(new Slot(rank));
        }
    }

    public void start() {
        slots.forEach(slot -> outbox.start(slot.rank));
    }

    public void run(TaskEnvelope task, AppDescriptor app, int wanted) {
        Ticket ticket = new Ticket(++lastNumber, task, app, Math.max(1, Math.min(wanted, slots.size())));
        byTask.put(task.taskId(), ticket);
        queue.add(ticket);
        dispatch();
    }

    /** True if the task will not be heard of any more. */
    public boolean cancel(long taskId, int attempt, boolean running, long nowMillis) {
        Ticket ticket = byTask.get(taskId);
        if (ticket == null || ticket.task().attempt() != attempt) {
            return false;
        }
        if (queue.remove(ticket)) {
            byTask.remove(taskId);
            dispatch();
            return true;
        }
        if (running) {
            byTask.remove(taskId);
            ticket.deadlineMillis = nowMillis + stopMillis;
        }
        ticket.givenBack = running ? Ticket.GivenBack.FORGOTTEN : Ticket.GivenBack.CANCELLED;
        outbox.stop(holder(ticket).rank, ticket, running);
        return running;
    }

    /** The worker's JVM is there. */
    public void ready(int rank) {
        Slot slot = slots.get(rank);
        if (slot.state == Slot.State.STARTING) {
            slot.state = Slot.State.READY;
            dispatch();
        }
    }

    /** The worker has ended this task; null if nobody waits for its outcome any more. */
    public @Nullable Ticket ended(int rank, long number) {
        Slot slot = slots.get(rank);
        Ticket ticket = slot.held.get(number);
        if (ticket == null) {
            return null;
        }
        slot.idleDeaths = 0;
        release(slot, ticket);
        verdicts.remove(ticket);
        boolean wanted = byTask.remove(ticket.task().taskId(), ticket);
        goOn(slot);
        return wanted ? ticket : null;
    }

    /** The worker has not begun this task and will not, or has stopped it. */
    public void givenBack(int rank, long number) {
        Slot slot = slots.get(rank);
        Ticket ticket = slot.held.get(number);
        if (ticket != null) {
            release(slot, ticket);
            giveBack(slot, ticket);
            goOn(slot);
        }
    }

    /** The worker must be replaced, when it has ended what it is at. */
    public void retire(int rank) {
        Slot slot = slots.get(rank);
        if (slot.state == Slot.State.READY) {
            slot.state = Slot.State.RETIRING;
            recall(slot, true);
            goOn(slot);
        }
    }

    /** What a worker holds under this number; null if nothing. */
    public @Nullable Ticket held(int rank, long number) {
        return slots.get(rank).held.get(number);
    }

    /** The task that this worker is at uses more memory than it has asked for. */
    public void overMemory(int rank, long number, long usedBytes) {
        Ticket ticket = held(rank, number);
        if (ticket != null) {
            String message = "app `" + ticket.app().name() + "` used " + (usedBytes >> 20)
                    + " MiB of memory with its worker's JVM and all that it has started, more than the "
                    + (ticket.task().demandOrDefault().memoryBytes() >> 20) + " MiB it asked for, and was killed";
            condemn(rank, number, Failure.of(Failure.Kind.EXCEPTION, message));
        }
    }

    /**
     * The worker's JVM has ended, or could not be started.
     *
     * @param running the number of the ticket that it was at, 0 for none
     */
    public void died(int rank, long running, Death death, long nowMillis) {
        Slot slot = slots.get(rank);
        boolean told = slot.state == Slot.State.KILLED;
        slot.state = Slot.State.DOWN;
        Ticket blamed = slot.held.remove(running);
        if (blamed != null) {
            unreserve(blamed);
            blame(slot, blamed, death);
        }
        // Backwards, so that the first of them is the first in the queue again.
        List<Ticket> innocent = new ArrayList<>(slot.held.values());
        for (int i = innocent.size() - 1; i >= 0; i--) {
            release(slot, innocent.get(i));
            giveBack(slot, innocent.get(i));
        }
        slot.slow = false;
        slot.idleDeaths = blamed == null && !told ? slot.idleDeaths + 1 : 0;
        if (slot.idleDeaths >= MAX_IDLE_DEATHS && !closed && !broken) {
            broken = true;
            outbox.broken("the JVM of worker " + rank + " ended " + slot.idleDeaths
                    + " times in a row without having run a task; are worker-jvm-options right? The last time it "
                    + death.how() + death.lastWords());
            return;
        }
        slot.startAtMillis = nowMillis + pause(slot.idleDeaths);
        startDue(nowMillis);
        dispatch();
    }

    /**
     * To be called several times a second.
     *
     * @param running for each worker what it is at
     */
    public void tick(List<Running> running, long nowMillis) {
        startDue(nowMillis);
        boolean anyFree = false;
        for (Slot slot : slots) {
            look(slot, running.get(slot.rank), nowMillis);
            anyFree |= slot.state == Slot.State.READY && slot.isFree();
        }
        if (anyFree && queue.isEmpty()) {
            slots.stream().filter(slot -> slot.slow).forEach(slot -> recall(slot, false));
        }
        dispatch();
    }

    /** Nothing is started or delivered any more. */
    public void close() {
        closed = true;
        queue.clear();
        byTask.clear();
    }

    private static long pause(int idleDeaths) {
        return idleDeaths == 0 ? 0 : Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << (idleDeaths - 1));
    }

    private void startDue(long nowMillis) {
        for (Slot slot : slots) {
            if (slot.state == Slot.State.DOWN && slot.startAtMillis <= nowMillis && !closed && !broken) {
                slot.state = Slot.State.STARTING;
                outbox.start(slot.rank);
            }
        }
    }

    private void look(Slot slot, Running running, long nowMillis) {
        long oldest = slot.held.isEmpty() ? 0 : slot.held.keySet().iterator().next();
        slot.slow = oldest != 0 && oldest == slot.oldest;
        slot.oldest = oldest;
        boolean late = slot.held.values().stream().anyMatch(ticket -> ticket.deadlineMillis <= nowMillis);
        if (late && slot.state != Slot.State.KILLED) {
            kill(slot, "a cancelled task did not end");
        }
        Ticket ticket = slot.held.get(running.number());
        long walltime = ticket == null ? 0 : ticket.task().optionsOrDefault().walltimeMillis();
        if (ticket != null && walltime > 0 && nowMillis - running.sinceMillis() > walltime + stopMillis) {
            String more = "; it did not end, and its worker was killed";
            condemn(slot.rank, ticket.number(), Walltime.failure(ticket.app().name(), walltime, more));
        }
    }

    /** The task that this worker is at is stopped by force and fails. */
    private void condemn(int rank, long number, Failure failure) {
        Slot slot = slots.get(rank);
        Ticket ticket = slot.held.get(number);
        if (ticket != null && slot.state != Slot.State.KILLED) {
            verdicts.put(ticket, failure);
            kill(slot, failure.message());
        }
    }

    private void kill(Slot slot, String why) {
        slot.state = Slot.State.KILLED;
        outbox.kill(slot.rank, why);
    }

    /** Asks a worker for what it may not have begun: all but the first, if not {@code all}. */
    private void recall(Slot slot, boolean all) {
        boolean first = !all;
        for (Ticket ticket : slot.held.values()) {
            if (!first && !ticket.recalled) {
                ticket.recalled = true;
                outbox.stop(slot.rank, ticket, false);
            }
            first = false;
        }
    }

    private void goOn(Slot slot) {
        if (slot.state == Slot.State.RETIRING && slot.held.isEmpty()) {
            kill(slot, "it is replaced");
        }
        dispatch();
    }

    private void release(Slot slot, Ticket ticket) {
        slot.held.remove(ticket.number());
        slot.slow &= ticket.number() != slot.oldest;
        unreserve(ticket);
    }

    private void unreserve(Ticket ticket) {
        for (int rank : ticket.ranks) {
            slots.get(rank).reservedFor = null;
        }
        ticket.ranks = Set.of();
    }

    private void giveBack(Slot slot, Ticket ticket) {
        Failure verdict = verdicts.remove(ticket);
        if (verdict != null) {
            fail(slot, ticket, verdict);
        } else if (ticket.givenBack == Ticket.GivenBack.CANCELLED) {
            fail(slot, ticket, Failure.of(Failure.Kind.CANCELLED, "cancelled before it started"));
        } else if (ticket.givenBack == Ticket.GivenBack.RUN_ELSEWHERE && !closed) {
            ticket.recalled = false;
            queue.addFirst(ticket);
        }
    }

    private void blame(Slot slot, Ticket ticket, Death death) {
        Failure verdict = verdicts.remove(ticket);
        String app = "app `" + ticket.app().name() + "`";
        if (ticket.givenBack == Ticket.GivenBack.FORGOTTEN) {
            return;
        }
        if (verdict == null) {
            verdict = death.exit()
                    ? Failure.of(
                            Failure.Kind.EXCEPTION,
                            app + " called System.exit, or Runtime.halt, which ends its worker; it " + death.how()
                                    + death.lastWords())
                    : Failure.of(
                            Failure.Kind.WORKER_LOST,
                            "the JVM of worker " + slot.rank + " " + death.how() + " while it ran " + app
                                    + death.lastWords());
        }
        fail(slot, ticket, verdict);
    }

    private void fail(Slot slot, Ticket ticket, Failure failure) {
        if (byTask.remove(ticket.task().taskId(), ticket)) {
            outbox.failed(slot.rank, ticket, failure);
        }
    }

    private Slot holder(Ticket ticket) {
        return slots.stream()
                .filter(slot -> slot.held.containsKey(ticket.number()))
                .findFirst()
                .orElseThrow();
    }

    private void dispatch() {
        for (Ticket ticket = queue.peek(); ticket != null; ticket = queue.peek()) {
            Slot slot = ticket.slots() == 1 ? leastLoaded() : reserve(ticket);
            if (slot == null) {
                return;
            }
            queue.remove();
            slot.held.put(ticket.number(), ticket);
            outbox.send(slot.rank, ticket);
        }
    }

    private @Nullable Slot leastLoaded() {
        Slot least = null;
        for (Slot slot : slots) {
            if (slot.mayGetAhead(MAX_HELD) && (least == null || slot.held.size() < least.held.size())) {
                least = slot;
            }
        }
        return least;
    }

    /** The worker that runs a task of several slots, when so many are free; they all are the task's then. */
    private @Nullable Slot reserve(Ticket ticket) {
        List<Slot> free = slots.stream()
                .filter(Slot::isFree)
                .sorted(Comparator.comparing(slot -> slot.state != Slot.State.READY))
                .limit(ticket.slots())
                .toList();
        if (free.size() < ticket.slots() || free.get(0).state != Slot.State.READY) {
            return null;
        }
        TreeSet<Integer> ranks = new TreeSet<>();
        for (Slot slot : free) {
            slot.reservedFor = ticket;
            ranks.add(slot.rank);
        }
        ticket.ranks = ranks;
        return free.get(0);
    }
}
