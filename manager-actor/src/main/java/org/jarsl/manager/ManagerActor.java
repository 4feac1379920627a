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
import org.jarsl.actor.ReceiveCount;
import org.jarsl.actor.SendWindow;
import org.jarsl.actor.ValueFetcher;
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
import org.jarsl.worker.Outcome;
import org.jarsl.worker.Workers;
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

    /**
     * The scheduler ends the block, or a user the process: leave nothing behind. The first time, what runs may end and
     * the rest is given back; the second time, what still runs is given up.
     */
    enum Leave implements ManagerMessage {
        LEAVE
    }

    private enum Tick implements ManagerMessage {
        TICK
    }

    private record ReadResult(ValueMessage request) implements ManagerMessage {}

    private record WorkersBroken(String reason) implements ManagerMessage {}

    private record ArgumentsArrived(TaskEnvelope task, byte @Nullable [] arguments) implements ManagerMessage {}

    private static final Duration REGISTRATION_PERIOD = Duration.ofMillis(500);
    /** How long tasks may run on when the process is told to end: Slurm kills after 30 s, PBS and LSF after 10 s. */
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(8);

    private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(2);
    private static final int MAX_OUTCOMES_AT_ONCE = 4096;

    private final ManagerSettings settings;
    private final ManagerInfo info;
    private final ActorRef<InterchangeMessage> interchange;
    private final TimerScheduler<ManagerMessage> timers;
    private final Inbox<Outcome> outcomes;
    private final Workers pool;
    private final ManagerCore core;
    private final Map<Integer, AppDescriptor> apps = new HashMap<>();
    private final Map<Long, byte[]> largeResults = new HashMap<>();
    /** Tasks whose arguments are being fetched. */
    private final Map<Long, TaskEnvelope> transfers = new HashMap<>();

    private final SendWindow<List<TaskResult>> results;
    private final ReceiveCount batches = new ReceiveCount();
    private final ActorRef<ValueMessage> resultHolder;
    private boolean registered;
    private boolean leaving;
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
        this.pool = WorkersOfNode.start(settings, info, plan, outcomes::offer);
        pool.ready().thenRun(() -> self.tell(Tick.TICK));
        pool.broken().thenAccept(reason -> self.tell(new WorkersBroken(reason)));
        this.results = new SendWindow<>((number, batch) -> interchange.tell(
                new InterchangeMessage.Results(info.id(), number, batches.received(), credit(), batch)));
        this.core = new ManagerCore(plan.workers(), settings.prefetch(), plan.shape(), new ToWorkers());
        this.resultHolder = context.messageAdapter(ValueMessage.class, ReadResult::new);
        timers.startTimerWithFixedDelay(Tick.TICK, REGISTRATION_PERIOD);
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
                .onMessage(WorkersBroken.class, this::onWorkersBroken)
                .onMessage(Leave.class, this::onLeave)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<ManagerMessage> onTaskBatch(TaskBatch batch) {
        results.acknowledge(batch.resultsReceived());
        if (!batches.receive(batch.number())) {
            return leave("tasks were lost on the way to this manager");
        }
        if (batches.mustAcknowledge()) {
            heartbeat();
        }
        batch.newApps().forEach(app -> apps.put(app.id(), app));
        if (leaving) {
            send(cancelled(batch.tasks()));
            return this;
        }
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
                transfers.put(task.taskId(), task);
                getContext()
                        .spawnAnonymous(
                                ValueFetcher.create(large, bytes -> self.tell(new ArgumentsArrived(task, bytes))));
            }
        }
        return this;
    }

    private Behavior<ManagerMessage> onArgumentsArrived(ArgumentsArrived message) {
        TaskEnvelope task = message.task();
        if (!transfers.remove(task.taskId(), task)) {
            return this; // cancelled in the meantime
        }
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
        sendEnded();
        return leaveIfDone();
    }

    private void sendEnded() {
        List<TaskResult> ended = new ArrayList<>();
        outcomes.drain(MAX_OUTCOMES_AT_ONCE, outcome -> {
            if (core.ended(outcome.taskId(), outcome.attempt(), outcome.durationMicros())) {
                ended.add(result(outcome));
            }
        });
        send(ended);
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
    private void send(List<TaskResult> batch) {
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            int size = LargeValues.sizeOf(batch.get(i));
            if (i > from && bytes + size > LargeValues.MAX_BATCH_BYTES) {
                results.send(batch.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (from < batch.size()) {
            results.send(batch.subList(from, batch.size()));
        }
    }

    private int credit() {
        return leaving ? 0 : core.credit();
    }

    private Behavior<ManagerMessage> onReadResult(ReadResult message) {
        if (message.request() instanceof ValueMessage.ReadPart request) {
            LargeValues.answer(request, largeResults.get(request.id()));
        } else if (message.request() instanceof ValueMessage.Release release) {
            largeResults.remove(release.id());
        }
        return leaveIfDone();
    }

    private Behavior<ManagerMessage> onCancelTasks(CancelTasks message) {
        List<TaskEnvelope> dropped = core.cancel(message.taskIds(), message.running());
        for (long taskId : message.taskIds()) {
            TaskEnvelope inTransfer = transfers.remove(taskId);
            if (inTransfer != null) {
                dropped.add(inTransfer);
            }
        }
        if (message.running()) {
            message.taskIds().forEach(largeResults::remove);
        } else {
            send(cancelled(dropped));
        }
        return leaveIfDone();
    }

    private static List<TaskResult> cancelled(List<TaskEnvelope> tasks) {
        Failure notStarted = Failure.of(Failure.Kind.CANCELLED, "cancelled before it started");
        return tasks.stream()
                .map(task -> TaskResult.failed(task.taskId(), task.attempt(), notStarted))
                .toList();
    }

    private Behavior<ManagerMessage> onHeartbeatAck(HeartbeatAck ack) {
        heardNanos = System.nanoTime();
        results.acknowledge(ack.resultsReceived());
        return batches.hasAll(ack.batchesSent()) ? this : leave("tasks were lost on the way to this manager");
    }

    private void heartbeat() {
        interchange.tell(new InterchangeMessage.Heartbeat(
                info.id(),
                results.sent(),
                batches.received(),
                NodeResources.peakRssBytes(),
                getContext().getSelf()));
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
            heartbeat();
        } else if (pool.ready().isDone()) {
            register();
        }
        return this;
    }

    private void register() {
        interchange.tell(new InterchangeMessage.Register(
                info, credit(), settings.timeLeft(), getContext().getSelf()));
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

    private Behavior<ManagerMessage> onWorkersBroken(WorkersBroken message) {
        getContext().getLog().error("{}", message.reason());
        System.err.println(message.reason());
        return leave(message.reason());
    }

    private Behavior<ManagerMessage> onStop(Stop message) {
        getContext().getLog().info("told to stop: {}", message.reason());
        return Behaviors.stopped();
    }

    private Behavior<ManagerMessage> onLeave(Leave leave) {
        pool.failExiting();
        sendEnded();
        if (leaving) {
            return leave("its process was told to end");
        }
        leaving = true;
        List<TaskEnvelope> notStarted = core.giveBack();
        notStarted.addAll(transfers.values());
        transfers.clear();
        results.send(List.of()); // with the credit, which is 0 now
        send(cancelled(notStarted));
        timers.startSingleTimer(Leave.LEAVE, DRAIN_PATIENCE);
        return leaveIfDone();
    }

    private Behavior<ManagerMessage> leaveIfDone() {
        boolean done = core.held() == 0 && largeResults.isEmpty();
        return leaving && done ? leave("its process was told to end") : this;
    }

    private Behavior<ManagerMessage> leave(String reason) {
        getContext().getLog().info("this manager leaves: {}", reason);
        interchange.tell(
                new InterchangeMessage.Leaving(info.id(), reason, getContext().getSelf()));
        // A system that ends may drop what it has just sent; the answer shows that results and this have arrived.
        timers.cancel(Tick.TICK);
        timers.startSingleTimer(new Stop("the interchange does not answer"), LEAVE_PATIENCE);
        return Behaviors.receive(ManagerMessage.class)
                .onMessage(Stop.class, this::onStop)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
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
            pool.run(task, app, slots);
        }

        @Override
        public boolean stop(TaskEnvelope task, boolean running) {
            return pool.cancel(task.taskId(), task.attempt(), running);
        }
    }
}
