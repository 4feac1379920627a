package org.jarsl.manager;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jarsl.actor.Inbox;
import org.jarsl.actor.LargeValues;
import org.jarsl.actor.ValueFetcher;
import org.jarsl.codec.CodecException;
import org.jarsl.codec.ValueCodec;
import org.jarsl.manager.core.ManagerCore;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.LargeValue;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.protocol.ManagerMessage.CancelTasks;
import org.jarsl.protocol.ManagerMessage.HeartbeatAck;
import org.jarsl.protocol.ManagerMessage.Refused;
import org.jarsl.protocol.ManagerMessage.Registered;
import org.jarsl.protocol.ManagerMessage.Stop;
import org.jarsl.protocol.ManagerMessage.TaskBatch;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.ValueMessage;
import org.jarsl.worker.FunctionTable;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.Work;
import org.jarsl.worker.WorkerPool;
import org.jspecify.annotations.Nullable;

/**
 * The manager of one node: registers with the interchange, keeps its workers busy with the tasks it is sent, and sends
 * what they return, many at a time. It stops when it is told to, when it is refused, or when the head has been out of
 * reach for too long; its JVM ends with it.
 */
final class ManagerActor extends AbstractBehavior<ManagerMessage> {
    private enum Wake implements ManagerMessage {
        WAKE
    }

    /** The scheduler ends the block, or a user the process: say so, and leave nothing behind. */
    enum Leave implements ManagerMessage {
        LEAVE
    }

    private enum Tick implements ManagerMessage {
        TICK
    }

    private record ReadResult(ValueMessage request) implements ManagerMessage {}

    private record ArgumentsArrived(TaskEnvelope task, byte @Nullable [] arguments) implements ManagerMessage {}

    private static final Duration REGISTRATION_PERIOD = Duration.ofMillis(500);
    private static final int MAX_OUTCOMES_AT_ONCE = 4096;

    private final ManagerSettings settings;
    private final ManagerInfo info;
    private final ActorRef<InterchangeMessage> interchange;
    private final TimerScheduler<ManagerMessage> timers;
    private final ValueCodec codec = new ValueCodec();
    private final Inbox<Outcome> outcomes;
    private final WorkerPool pool;
    private final ManagerCore core;
    private final Map<Integer, AppDescriptor> apps = new HashMap<>();
    private final Map<Long, byte[]> largeResults = new HashMap<>();
    private final ActorRef<ValueMessage> resultHolder;
    private boolean registered;
    private long heardNanos = System.nanoTime();

    private ManagerActor(
            ActorContext<ManagerMessage> context,
            TimerScheduler<ManagerMessage> timers,
            ManagerSettings settings,
            ManagerInfo info,
            WorkerPlan plan,
            ActorRef<InterchangeMessage> interchange) {
        super(context);
        context.setLoggerName(ManagerActor.class); // else it is Pekko's, which logs less
        this.settings = settings;
        this.info = info;
        this.interchange = interchange;
        this.timers = timers;
        ActorRef<ManagerMessage> self = context.getSelf();
        this.outcomes = new Inbox<>(() -> self.tell(Wake.WAKE));
        this.pool = new WorkerPool(
                new WorkerPool.Settings(
                        info.id().name(),
                        plan.workers(),
                        plan.environments(),
                        plan.cpus(),
                        settings.logDirectory().resolve(info.id().name()),
                        Duration.ofSeconds(2),
                        "node " + info.node() + ", manager " + info.id()),
                new FunctionTable(ManagerActor.class.getClassLoader()),
                codec::encode,
                outcomes::offer);
        this.core = new ManagerCore(plan.workers(), settings.prefetch(), plan.shape(), new ToWorkers());
        this.resultHolder = context.messageAdapter(ValueMessage.class, ReadResult::new);
        timers.startTimerWithFixedDelay(Tick.TICK, REGISTRATION_PERIOD);
        register();
    }

    static Behavior<ManagerMessage> create(
            ManagerSettings settings, ManagerInfo info, WorkerPlan plan, ActorRef<InterchangeMessage> interchange) {
        return Behaviors.withTimers(timers ->
                Behaviors.setup(context -> new ManagerActor(context, timers, settings, info, plan, interchange)));
    }

    @Override
    public Receive<ManagerMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(TaskBatch.class, this::onTaskBatch)
                .onMessage(Wake.class, this::onWake)
                .onMessage(ArgumentsArrived.class, this::onArgumentsArrived)
                .onMessage(ReadResult.class, this::onReadResult)
                .onMessage(CancelTasks.class, this::onCancelTasks)
                .onMessage(HeartbeatAck.class, this::onHeartbeatAck)
                .onMessage(Tick.class, this::onTick)
                .onMessage(Registered.class, this::onRegistered)
                .onMessage(Refused.class, this::onRefused)
                .onMessage(Stop.class, this::onStop)
                .onMessage(Leave.class, this::onLeave)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<ManagerMessage> onTaskBatch(TaskBatch batch) {
        batch.newApps().forEach(app -> apps.put(app.id(), app));
        boolean anyLarge = batch.tasks().stream().anyMatch(t -> t.largeArguments() != null);
        if (!anyLarge) {
            core.tasks(batch.tasks());
            return this;
        }
        ActorRef<ManagerMessage> self = getContext().getSelf();
        for (TaskEnvelope task : batch.tasks()) {
            LargeValue large = task.largeArguments();
            if (large == null) {
                core.tasks(List.of(task));
            } else {
                getContext()
                        .spawnAnonymous(
                                ValueFetcher.create(large, bytes -> self.tell(new ArgumentsArrived(task, bytes))));
            }
        }
        return this;
    }

    private Behavior<ManagerMessage> onArgumentsArrived(ArgumentsArrived message) {
        TaskEnvelope task = message.task();
        if (message.arguments() != null) {
            core.tasks(List.of(task.withArguments(message.arguments(), null)));
        } else {
            // The interchange has forgotten the task, or will run it elsewhere; it decides by the attempt.
            send(List.of(TaskResult.failed(
                    task.taskId(),
                    task.attempt(),
                    Failure.of(Failure.Kind.WORKER_LOST, "its arguments could not be fetched from the head"))));
        }
        return this;
    }

    private Behavior<ManagerMessage> onWake(Wake wake) {
        List<TaskResult> results = new ArrayList<>();
        outcomes.drain(MAX_OUTCOMES_AT_ONCE, outcome -> {
            if (core.ended(outcome.taskId(), outcome.attempt(), outcome.durationMicros())) {
                results.add(result(outcome));
            }
        });
        send(results);
        return this;
    }

    private TaskResult result(Outcome outcome) {
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
            largeResults.put(outcome.taskId(), value);
            large = new LargeValue(outcome.taskId(), value.length, resultHolder);
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

    /** In messages of a size that fits a frame. */
    private void send(List<TaskResult> results) {
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < results.size(); i++) {
            int size = LargeValues.sizeOf(results.get(i));
            if (i > from && bytes + size > LargeValues.MAX_BATCH_BYTES) {
                tell(results.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (from < results.size()) {
            tell(results.subList(from, results.size()));
        }
    }

    private void tell(List<TaskResult> results) {
        interchange.tell(new InterchangeMessage.Results(info.id(), core.credit(), results));
    }

    private Behavior<ManagerMessage> onReadResult(ReadResult message) {
        if (message.request() instanceof ValueMessage.ReadPart request) {
            LargeValues.answer(request, largeResults.get(request.id()));
        } else if (message.request() instanceof ValueMessage.Release release) {
            largeResults.remove(release.id());
        }
        return this;
    }

    private Behavior<ManagerMessage> onCancelTasks(CancelTasks message) {
        core.cancel(message.taskIds());
        message.taskIds().forEach(largeResults::remove);
        return this;
    }

    private Behavior<ManagerMessage> onHeartbeatAck(HeartbeatAck ack) {
        heardNanos = System.nanoTime();
        return this;
    }

    private Behavior<ManagerMessage> onTick(Tick tick) {
        Duration silent = Duration.ofNanos(System.nanoTime() - heardNanos);
        if (silent.compareTo(settings.patience()) > 0) {
            getContext()
                    .getLog()
                    .error(
                            "the head at {} has been out of reach for {} s, longer than {} s: this manager stops",
                            settings.headAddress(),
                            silent.toSeconds(),
                            settings.patience().toSeconds());
            return Behaviors.stopped();
        }
        if (registered) {
            interchange.tell(new InterchangeMessage.Heartbeat(
                    info.id(), NodeResources.peakRssBytes(), getContext().getSelf()));
        } else {
            register();
        }
        return this;
    }

    private void register() {
        interchange.tell(new InterchangeMessage.Register(
                info, core.credit(), getContext().getSelf()));
    }

    private Behavior<ManagerMessage> onRegistered(Registered message) {
        heardNanos = System.nanoTime();
        if (!registered) {
            registered = true;
            getContext().getLog().info("registered with {}", interchange.path());
            timers.startTimerWithFixedDelay(Tick.TICK, message.heartbeatPeriod());
        }
        return this;
    }

    private Behavior<ManagerMessage> onRefused(Refused message) {
        getContext().getLog().error("refused by the interchange: {}", message.reason());
        // Standard error is what the head shows of a block that ends.
        System.err.println("refused by the interchange: " + message.reason());
        return Behaviors.stopped();
    }

    private Behavior<ManagerMessage> onStop(Stop message) {
        getContext().getLog().info("told to stop: {}", message.reason());
        return Behaviors.stopped();
    }

    private Behavior<ManagerMessage> onLeave(Leave leave) {
        getContext().getLog().info("the process was told to end");
        interchange.tell(new InterchangeMessage.Leaving(info.id(), "its process was told to end"));
        return Behaviors.stopped();
    }

    private Behavior<ManagerMessage> onPostStop(PostStop signal) {
        pool.close();
        return this;
    }

    private final class ToWorkers implements ManagerCore.Outbox {
        @Override
        public void start(TaskEnvelope task, int slots) {
            AppDescriptor app = apps.get(task.app());
            if (app == null) {
                throw new IllegalStateException("task " + task.taskId() + " names an unknown app " + task.app());
            }
            pool.run(new Work(
                    task.taskId(), task.attempt(), app, types -> decode(task, types), task.optionsOrDefault(), slots));
        }

        private @Nullable Object[] decode(TaskEnvelope task, java.lang.reflect.Type[] types) throws CodecException {
            return codec.decodeAll(task.arguments(), types);
        }

        @Override
        public void stop(TaskEnvelope task) {
            pool.cancel(task.taskId(), task.attempt(), true);
        }
    }
}
