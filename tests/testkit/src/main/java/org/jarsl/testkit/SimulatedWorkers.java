package org.jarsl.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.Walltime;
import org.jarsl.worker.Workers;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one simulated node, which are counted, not threads: a task occupies as many as it needs for its
 * pretended duration, and then its function runs on a thread of {@link Functions}. Thread-safe.
 */
final class SimulatedWorkers implements Workers {
    /** What the workers of all nodes have in common. */
    record Site(Functions functions, ScheduledExecutorService timer, Function<String, Duration> pretence) {}

    private static final class Run {
        final TaskEnvelope task;
        final AppDescriptor app;
        final int slots;
        long startedMillis;
        long startedNanos;
        /** Of its pretended duration. */
        @Nullable
        Future<?> timer;
        /** Its pretended duration is over. */
        boolean inFunction;

        Run(TaskEnvelope task, AppDescriptor app, int slots) {
            this.task = task;
            this.app = app;
            this.slots = slots;
        }
    }

    private final Site site;
    private final String node;
    private final Consumer<Outcome> sink;
    // Guarded by this.
    private final ArrayDeque<Run> queue = new ArrayDeque<>();
    private final Map<Long, Run> running = new HashMap<>();
    /** Whose pretended duration has ended while the node stood still. */
    private final List<Run> late = new ArrayList<>();

    private int free;
    private int ended;
    private boolean frozen;
    private boolean closed;

    SimulatedWorkers(int workers, String node, Site site, Consumer<Outcome> sink) {
        this.free = workers;
        this.node = node;
        this.site = site;
        this.sink = sink;
    }

    @Override
    public synchronized void run(TaskEnvelope task, AppDescriptor app, int slots) {
        queue.add(new Run(task, app, slots));
        startAll();
    }

    private void startAll() {
        for (Run first = queue.peek(); first != null && first.slots <= free; first = queue.peek()) {
            if (frozen || closed) {
                return;
            }
            queue.remove();
            free -= first.slots;
            running.put(first.task.taskId(), first);
            first.startedMillis = System.currentTimeMillis();
            first.startedNanos = System.nanoTime();
            pretend(first);
        }
    }

    private void pretend(Run run) {
        long nanos;
        try {
            nanos = site.pretence().apply(run.app.name()).toNanos();
        } catch (RuntimeException e) {
            fail(run, Failure.of(Failure.Kind.EXCEPTION, "how long it is to be pretended to run, is not known: " + e));
            return;
        }
        long walltimeMillis = run.task.optionsOrDefault().walltimeMillis();
        long walltimeNanos = TimeUnit.MILLISECONDS.toNanos(walltimeMillis);
        if (nanos <= 0) {
            begin(run);
        } else if (walltimeMillis > 0 && nanos > walltimeNanos) {
            run.timer = after(walltimeNanos, () -> timeOut(run, walltimeMillis));
        } else {
            run.timer = after(nanos, () -> pretended(run));
        }
    }

    private Future<?> after(long nanos, Runnable action) {
        return site.timer().schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    private synchronized void timeOut(Run run, long walltimeMillis) {
        if (isRunning(run)) {
            fail(run, Walltime.failure(run.app.name(), walltimeMillis, ""));
        }
    }

    private synchronized void pretended(Run run) {
        if (frozen) {
            late.add(run);
        } else if (isRunning(run)) {
            begin(run);
        }
    }

    private boolean isRunning(Run run) {
        return !closed && running.get(run.task.taskId()) == run;
    }

    private void begin(Run run) {
        run.inFunction = true;
        site.functions().run(run.task, run.app, outcome -> end(run, outcome.value(), outcome.failure()));
    }

    /** Not on this thread, which may be within {@link #startAll}. */
    private void fail(Run run, Failure failure) {
        site.timer().execute(() -> end(run, null, failure));
    }

    private void end(Run run, @Nullable Object value, @Nullable Failure failure) {
        synchronized (this) {
            if (!isRunning(run)) {
                return;
            }
            running.remove(run.task.taskId());
            free += run.slots;
            ended++;
            startAll();
        }
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - run.startedNanos);
        String where = "node " + node + ", attempt " + run.task.attempt();
        sink.accept(new Outcome(
                run.task.taskId(),
                run.task.attempt(),
                value,
                failure == null ? null : failure.at(where),
                null,
                run.startedMillis,
                micros));
    }

    @Override
    public synchronized boolean cancel(long taskId, int attempt, boolean interruptRunning) {
        for (Iterator<Run> each = queue.iterator(); each.hasNext(); ) {
            TaskEnvelope task = each.next().task;
            if (task.taskId() == taskId && task.attempt() == attempt) {
                each.remove();
                return true;
            }
        }
        Run run = running.get(taskId);
        if (!interruptRunning || run == null || run.task.attempt() != attempt) {
            return false;
        }
        stop(run);
        running.remove(taskId);
        free += run.slots;
        startAll();
        return true;
    }

    private void stop(Run run) {
        if (run.timer != null) {
            run.timer.cancel(false);
        }
        if (run.inFunction) {
            boolean unused = site.functions().cancel(run.task);
        }
    }

    /** Nothing more begins until {@link #thaw}; a function that runs does not stand still. */
    synchronized void freeze() {
        frozen = true;
    }

    synchronized void thaw() {
        frozen = false;
        List<Run> now = List.copyOf(late);
        late.clear();
        now.forEach(this::pretended);
        startAll();
    }

    /** How many tasks are at their workers. */
    synchronized int running() {
        return running.size();
    }

    /** How many tasks have ended here. */
    synchronized int ended() {
        return ended;
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
    public synchronized void close() {
        closed = true;
        queue.clear();
        running.values().forEach(this::stop);
        running.clear();
    }
}
