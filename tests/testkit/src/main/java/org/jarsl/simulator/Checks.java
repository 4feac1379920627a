package org.jarsl.simulator;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.interchange.InterchangeActor;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;

/** What must hold at every moment of a trial, looked at from outside the engine. */
final class Checks {
    private static final int KEPT = 20;

    /** What a manager has, as its interchange must see it. */
    private static final class Account {
        final ManagerId manager;
        final Set<Long> tasks = new HashSet<>();
        private int credit;
        private int most;
        private long changedNanos;

        Account(ManagerId manager) {
            this.manager = manager;
        }

        void credit(int now, long nowNanos) {
            most = Math.max(now, nowNanos > changedNanos ? credit : most);
            credit = now;
            changedNanos = nowNanos;
        }

        /** What is seen to be sent at this moment may have been sent before what has just come was taken. */
        int credit(long nowNanos) {
            return nowNanos > changedNanos ? credit : most;
        }
    }

    private static final double MINUTE_NANOS = 60e9;
    /** Of a command; the engine counts whole milliseconds. */
    private static final double TOLERANCE = 0.01;

    private final Agenda agenda;
    private final Graph graph;
    private final Trace trace;
    private final List<String> violations = new ArrayList<>();
    private int firstCall = -1;
    /** Calls that have returned, to this head or an earlier one. */
    private final BitSet done;
    /** Calls that have ended for this head. */
    private BitSet ended;

    private final Map<Long, Call> calls = new HashMap<>();
    private final Map<String, Account> accounts = new HashMap<>();
    private final Set<ManagerId> up = new HashSet<>();
    /** Tasks of a higher priority that have never been sent, and since when; of the first head, as long as it is in time. */
    private final Map<Long, Long> urgent = new LinkedHashMap<>();

    /** Commands that the head has taken from what it may give in a minute, and has not got back yet. */
    private double commands;

    private long commandNanos;
    private boolean first = true;
    private int begun;

    Checks(Agenda agenda, Graph graph, Trace trace) {
        this.agenda = agenda;
        this.graph = graph;
        this.trace = trace;
        this.done = new BitSet(graph.size());
        this.ended = new BitSet(graph.size());
    }

    void violated(int call, String what) {
        if (violations.isEmpty()) {
            firstCall = call;
        }
        if (violations.size() < KEPT) {
            violations.add(what);
        }
        trace.say("VIOLATION: " + what);
    }

    List<String> violations() {
        return violations;
    }

    /** The one that the first violation is about, or -1. */
    int firstCall() {
        return firstCall;
    }

    int begun() {
        return begun;
    }

    /** The head has died; what it had acknowledged must be on the disk. */
    void headDied(Disk disk) {
        journal(disk);
        commands = 0;
        ended = new BitSet(graph.size());
        headIsLate();
        accounts.clear();
        up.clear();
        calls.clear();
    }

    /** Who reads the journal now finds what has returned, once each and as it was. Returns the calls that are in it. */
    private BitSet journal(Disk disk) {
        BitSet written = new BitSet(graph.size());
        for (Disk.Row row : disk.rows()) {
            int call = (int) row.key().low();
            if (written.get(call)) {
                violated(call, "call " + call + " is in the journal twice");
            }
            if (!Call.isResult(call, row.value())) {
                violated(call, "call " + call + " has the result of another in the journal");
            }
            written.set(call);
        }
        BitSet missing = (BitSet) done.clone();
        missing.andNot(written);
        missing.stream().forEach(call -> violated(call, "call " + call + " had returned but is not in the journal"));
        return written;
    }

    /** Nothing is on its way to the journal any more: it has what has returned, and else only what was cancelled since. */
    void journalIsComplete(Disk disk) {
        BitSet more = journal(disk);
        more.andNot(done);
        more.stream()
                .filter(call -> !graph.isCancelled(call))
                .forEach(call -> violated(call, "call " + call + " is in the journal but has not returned"));
    }

    /** From now on tasks are sent to managers that have gone meanwhile, and nobody sees that they are sent. */
    void headIsLate() {
        first = false;
        urgent.clear();
    }

    void called(Call call, long taskId) {
        calls.put(taskId, call);
    }

    void ended(Call call, Outcome outcome) {
        int number = call.number();
        trace.say(number, "call " + number + " ends: " + outcome);
        if (ended.get(number)) {
            violated(number, "call " + number + " ends a second time");
        }
        ended.set(number);
        if (outcome instanceof Outcome.Success success) {
            byte[] value = ((Outcome.Encoded) Objects.requireNonNull(success.value())).bytes();
            if (!Call.isResult(number, value)) {
                violated(number, "call " + number + " has the result of another");
            }
            done.set(number);
        } else if (outcome instanceof Outcome.Failed failed) {
            violated(number, "call " + number + " fails: " + failed.failure());
        }
    }

    /** A worker begins a call. */
    void begins(Host host, Call call) {
        begun++;
        int number = call.number();
        trace.say(number, "call " + number + " begins on " + host);
        if (done.get(number) && !host.mayBeLate()) {
            violated(number, "call " + number + " begins on " + host + " after it has returned");
        }
        for (int dependency : graph.dependencies(number)) {
            if (!done.get(dependency)) {
                violated(number, "call " + number + " begins before call " + dependency + " has returned");
            }
        }
    }

    void sent(Host to, Object message) {
        if (message instanceof ManagerMessage.TaskBatch batch) {
            batch.tasks().forEach(task -> urgent.remove(task.taskId()));
        }
        Account account = accounts.get(to.name);
        if (account == null) {
            return; // it is gone since it was sent that
        }
        if (message instanceof ManagerMessage.TaskBatch batch) {
            for (TaskEnvelope task : batch.tasks()) {
                account.tasks.add(task.taskId());
            }
            boolean others = !batch.tasks().stream().allMatch(this::isUrgent);
            if (others && !urgent.isEmpty()) {
                Map.Entry<Long, Long> oldest = urgent.entrySet().iterator().next();
                long waiting = oldest.getKey();
                // What is seen to be sent at this moment may have been sent before that one came, or it may be next.
                boolean waited = oldest.getValue() < agenda.nowNanos();
                agenda.after(0, () -> {
                    if (waited && urgent.containsKey(waiting)) {
                        violated(
                                -1,
                                to + " was sent other tasks while task " + waiting + " of a higher priority waited");
                    }
                });
            }
            int credit = account.credit(agenda.nowNanos());
            if (account.tasks.size() > credit) {
                violated(-1, to + " is sent more than its credit: " + account.tasks.size() + " of " + credit);
            }
        } else if (message instanceof ManagerMessage.CancelTasks cancel && cancel.running()) {
            cancel.taskIds().forEach(account.tasks::remove);
        }
    }

    /** As the program has said, whatever the engine has made of it. */
    private boolean isUrgent(TaskEnvelope task) {
        Call call = calls.get(task.taskId());
        return call != null && call.priority() < 0;
    }

    void taken(Host from, Object message) {
        if (message instanceof InterchangeMessage.Results results) {
            Account account = accounts.get(from.name);
            if (account != null) {
                account.credit(results.credit(), agenda.nowNanos());
                results.results().forEach(result -> account.tasks.remove(result.taskId()));
            }
        } else if (message instanceof InterchangeActor.Submit submit && first) {
            submit.tasks().stream()
                    .filter(this::isUrgent)
                    .forEach(task -> urgent.put(task.taskId(), agenda.nowNanos()));
        } else if (message instanceof InterchangeActor.Cancel cancel) {
            cancel.taskIds().forEach(urgent::remove);
        } else if (message instanceof InterchangeMessage.Register register
                && !up.contains(register.info().id())
                && !hasAccount(from, register.info().id())) {
            Account account = new Account(register.info().id());
            account.credit(register.credit(), agenda.nowNanos());
            for (Held held : register.held()) {
                if (held.slots() > 0) {
                    account.tasks.add(held.taskId());
                }
            }
            accounts.put(from.name, account);
        }
    }

    /** Who registers a second time may have another credit by then, of which the interchange hears with its next results. */
    private boolean hasAccount(Host host, ManagerId manager) {
        Account account = accounts.get(host.name);
        return account != null && account.manager.equals(manager);
    }

    void heard(InterchangeEvent event) {
        if (event instanceof InterchangeEvent.ManagerUp arrived) {
            up.add(arrived.manager().id());
        } else if (event instanceof InterchangeEvent.ManagerDown gone) {
            up.remove(gone.manager().id());
            accounts.remove(gone.manager().id().name());
        } else if (event instanceof InterchangeEvent.TasksDone tasks && tasks.manager() != null) {
            if (!up.contains(tasks.manager().id())) {
                violated(-1, "results are taken from " + tasks.manager().id() + ", which is not there");
            }
            for (TaskResult result : tasks.results()) {
                if (!calls.containsKey(result.taskId())) {
                    violated(-1, "task " + result.taskId() + " ends, which this head has not called");
                }
            }
        }
    }

    /** The head has submitted a job, which makes so many. */
    void submitted(int jobs, int most) {
        if (jobs > most) {
            violated(-1, "there are " + jobs + " jobs, where " + most + " are allowed");
        }
    }

    /**
     * The head gives a command to the scheduler.
     *
     * @param unanswered how many it waits for, if the scheduler is known to be away
     */
    void commanded(int perMinute, int unanswered) {
        long now = agenda.nowNanos();
        commands = Math.max(0, commands - (now - commandNanos) * perMinute / MINUTE_NANOS) + 1;
        commandNanos = now;
        if (commands > perMinute + TOLERANCE) {
            violated(-1, "the scheduler gets more than " + perMinute + " commands a minute");
        }
        if (unanswered > 0) {
            violated(-1, "the scheduler gets a command while it is away and " + unanswered + " are not answered");
        }
    }

    /** The head cancels a job. */
    void cancelled(BatchSystem.Job job) {
        for (Node node : job.nodes) {
            Account account = accounts.get(node.host().name);
            if (account != null && up.contains(node.info().id()) && !account.tasks.isEmpty()) {
                violated(-1, "block " + job.blockId + " is cancelled while " + node.host() + " has tasks");
            }
        }
    }

    void allHaveEnded() {
        BitSet missing = new BitSet(graph.size());
        missing.set(0, graph.size());
        missing.andNot(ended);
        missing.stream().limit(KEPT).forEach(call -> violated(call, "call " + call + " has not ended"));
    }
}
