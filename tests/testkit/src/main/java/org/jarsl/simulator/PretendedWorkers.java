package org.jarsl.simulator;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.Workers;

/** Workers whose tasks do nothing, for as many nanoseconds as their arguments, one long, say. */
final class PretendedWorkers implements Workers {
    private record Queued(TaskEnvelope task, int slots) {}

    private record Running(TaskEnvelope task, int slots, Agenda.Entry end) {}

    private final Agenda agenda;
    private final Host host;
    private final Consumer<Outcome> ended;
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private final Map<Long, Running> running = new HashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private int free;
    private boolean closed;

    PretendedWorkers(int workers, long startNanos, Agenda agenda, Host host, Consumer<Outcome> ended) {
        this.free = workers;
        this.agenda = agenda;
        this.host = host;
        this.ended = ended;
        agenda.after(startNanos, () -> host.act(() -> ready.complete(null)));
    }

    static byte[] arguments(long nanos) {
        return ByteBuffer.allocate(Long.BYTES).putLong(nanos).array();
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
            long nanos = ByteBuffer.wrap(task.arguments()).getLong();
            Agenda.Entry end = agenda.after(nanos, () -> host.act(() -> end(task, nanos)));
            running.put(task.taskId(), new Running(task, first.slots(), end));
        }
    }

    private void end(TaskEnvelope task, long nanos) {
        Running its = running.get(task.taskId());
        if (closed || its == null || its.task().attempt() != task.attempt()) {
            return;
        }
        running.remove(task.taskId());
        free += its.slots();
        long millis = TimeUnit.NANOSECONDS.toMillis(agenda.nowNanos() - nanos);
        long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
        ended.accept(new Outcome(task.taskId(), task.attempt(), TaskResult.NO_BYTES, null, null, millis, micros));
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
        return ready;
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
