package org.jarsl.manager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.actor.Inbox;
import org.jarsl.actor.LargeValues;
import org.jarsl.manager.core.ManagerCore;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.LargeValue;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.ValueMessage;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.Workers;

/**
 * What a node's manager has: its workers, the tasks that they run, and results. In contrast to its actor, which is that
 * of one connection, it stays when the head or the interchange is gone, and is handed to the next connection. Of one
 * actor at a time.
 */
public final class Holdings implements AutoCloseable {
    private static final int MAX_OUTCOMES_AT_ONCE = 4096;
    private static final int MAX_ARRIVED = 3000;
    private static final long MAX_ARRIVED_BYTES = 32L << 20;
    private static final long MAX_LARGE_MEMORY_BYTES = 64L << 20;
    private static final long MAX_LARGE_DISK_BYTES = 8L << 30;

    final ManagerCore core;
    final Workers pool;
    final KeptResults results = new KeptResults(MAX_ARRIVED, MAX_ARRIVED_BYTES);
    final LargeResults largeResults;
    private final ManagerSettings settings;
    private final Machine machine;
    private final Inbox<Outcome> outcomes = new Inbox<>(this::wake);
    private final Map<Integer, AppDescriptor> apps = new HashMap<>();
    private ManagerInfo info;
    private volatile Runnable onEnded = () -> {};

    public Holdings(ManagerSettings settings, ManagerInfo info, Machine machine) {
        this.settings = settings;
        this.machine = machine;
        this.info = info;
        this.largeResults = new LargeResults(
                settings.logDirectory().resolve(info.id().name()).resolve("results"),
                MAX_LARGE_MEMORY_BYTES,
                MAX_LARGE_DISK_BYTES);
        this.pool = machine.start(outcomes::offer);
        this.core = new ManagerCore(info.workers(), settings.prefetch(), info.workerShape(), new ToWorkers());
    }

    private void wake() {
        onEnded.run();
    }

    ManagerSettings settings() {
        return settings;
    }

    Machine machine() {
        return machine;
    }

    ManagerInfo info() {
        return info;
    }

    /** There is somebody again to give results to; {@code newOnEnded} is called, on any thread, when there are some. */
    void connected(Runnable newOnEnded) {
        onEnded = newOnEnded;
    }

    /** Nobody wants to hear of what has not started; the rest goes on. */
    void disconnected(ActorRef<ValueMessage> holder) {
        onEnded = () -> {};
        collect(holder);
        List<TaskEnvelope> unused = core.giveBack();
        apps.clear();
        results.lost(result -> result.largeValue() != null && largeResults.get(result.taskId()) == null);
        ManagerId id = info.id();
        info = info.withId(new ManagerId(id.name(), id.epoch() + 1));
    }

    void learn(List<AppDescriptor> newApps) {
        newApps.forEach(app -> apps.put(app.id(), app));
    }

    /**
     * Takes what has ended to the results; up to a bound, beyond which it is woken again.
     *
     * @param holder from which large ones are to be pulled
     */
    void collect(ActorRef<ValueMessage> holder) {
        outcomes.drain(MAX_OUTCOMES_AT_ONCE, outcome -> {
            CallKey key = core.keyOf(outcome.taskId());
            if (core.ended(outcome.taskId(), outcome.attempt(), outcome.durationMicros())) {
                results.add(result(outcome, holder), key);
            }
        });
    }

    private TaskResult result(Outcome outcome, ActorRef<ValueMessage> holder) {
        Failure failure = outcome.failure();
        byte[] value = outcome.value() instanceof byte[] bytes ? bytes : TaskResult.NO_BYTES;
        if (failure == null && value.length > settings.maxValueBytes()) {
            failure = Failure.of(
                            Failure.Kind.TOO_LARGE,
                            "the result has " + value.length + " bytes, over the limit max-value of "
                                    + settings.maxValueBytes() + " bytes")
                    .at("node " + info.node() + ", manager " + info.id());
            value = TaskResult.NO_BYTES;
        }
        LargeValue large = null;
        if (value.length > LargeValues.MAX_INLINE_BYTES) {
            largeResults.add(outcome.taskId(), value);
            large = new LargeValue(outcome.taskId(), value.length, holder);
            value = TaskResult.NO_BYTES;
        }
        return new TaskResult(
                outcome.taskId(),
                outcome.attempt(),
                value,
                large,
                failure,
                outcome.startedAtMillis(),
                outcome.durationMicros());
    }

    /** What is from before the next connection, as much as can be told. */
    List<Held> held(ActorRef<ValueMessage> holder) {
        collect(holder);
        List<Held> held = new ArrayList<>(core.running());
        held.addAll(results.held(InterchangeMessage.MAX_HELD - held.size()));
        return held;
    }

    /** Ends everything. */
    @Override
    public void close() {
        pool.close();
        largeResults.close();
    }

    private final class ToWorkers implements ManagerCore.Outbox {
        @Override
        public void start(TaskEnvelope task, int slots) {
            AppDescriptor app = apps.get(task.app());
            if (app == null) {
                throw new IllegalStateException("task " + task.taskId() + " names an unknown app " + task.app());
            }
            pool.run(task, app, slots);
        }

        @Override
        public boolean stop(TaskEnvelope task, boolean running) {
            return pool.cancel(task.taskId(), task.attempt(), running);
        }
    }
}
