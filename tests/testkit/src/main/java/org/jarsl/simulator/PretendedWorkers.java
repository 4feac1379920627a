package org.jarsl.simulator;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.Workers;

/** Workers whose tasks do nothing, for as long as their {@link Call} says. */
final class PretendedWorkers implements Workers {
    private record Queued(TaskEnvelope task, int slots) {}

    private record Running(TaskEnvelope task, Call call, int slots, Agenda.Entry end) {}

    private static final Failure FLAKY = Failure.of(Failure.Kind.EXCEPTION, "fails at first");

    private final Agenda agenda;
    private final Host host;
    private final Consumer<Call> begins;
    private final Consumer<Outcome> ended;
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private final Map<Long, Running> running = new HashMap<>();
    private int free;
    private boolean closed;

    PretendedWorkers(int workers, Agenda agenda, Host host, Consumer<Call> begins, Consumer<Outcome> ended) {
        this.free = workers;
        this.agenda = agenda;
        this.host = host;
        this.begins = begins;
        this.ended = ended;
    }

    @Override
    public void run(TaskEnvelope task, AppDescriptor app, int slots) {
        queue.add(new Queued(task, slots));
        startAll();
    }

    private void startAll() {
        for (Queued first = queue.peek(); first != null && first.slots() <= free; first = queue.peek()) {
            queue.remove();
            free -= first.slots();
            TaskEnvelope task = first.task();
            Call call = Call.of(task.arguments(), task.priority());
            begins.accept(call);
            Agenda.Entry end = agenda.after(call.nanos(), () -> host.act(() -> end(task)));
            running.put(task.taskId(), new Running(task, call, first.slots(), end));
        }
    }

    private void end(TaskEnvelope task) {
        Running its = running.get(task.taskId());
        if (closed || its == null || its.task().attempt() != task.attempt()) {
            return;
        }
        running.remove(task.taskId());
        free += its.slots();
        Call call = its.call();
        long millis = TimeUnit.NANOSECONDS.toMillis(agenda.nowNanos() - call.nanos());
        long micros = TimeUnit.NANOSECONDS.toMicros(call.nanos());
        boolean fails = call.flaky() && task.attempt() == 0;
        Outcome outcome = new Outcome(
                task.taskId(),
                task.attempt(),
                fails ? null : call.result(),
                fails ? FLAKY : null,
                null,
                millis,
                micros);
        host.bear(outcome);
        ended.accept(outcome);
        startAll();
    }

    @Override
    public boolean cancel(long taskId, int attempt, boolean interruptRunning) {
        for (Iterator<Queued> each = queue.iterator(); each.hasNext(); ) {
            TaskEnvelope task = each.next().task();
            if (task.taskId() == taskId && task.attempt() == attempt) {
                each.remove();
                return true;
            }
        }
        Running its = running.get(taskId);
        if (!interruptRunning || its == null || its.task().attempt() != attempt) {
            return false;
        }
        its.end().cancel();
        running.remove(taskId);
        free += its.slots();
        startAll();
        return true;
    }

    @Override
    public void failExiting() {}

    @Override
    public CompletableFuture<Void> ready() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<String> broken() {
        return new CompletableFuture<>();
    }

    @Override
    public void close() {
        closed = true;
    }
}
