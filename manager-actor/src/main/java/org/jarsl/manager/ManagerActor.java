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
import org.jarsl.actor.LargeValues;
import org.jarsl.actor.ReceiveCount;
import org.jarsl.actor.SendWindow;
import org.jarsl.actor.ValueFetcher;
import org.jarsl.interchange.InterchangeAddress;
import org.jarsl.manager.core.ManagerCore;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Held;
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
import org.jarsl.worker.Workers;
import org.jspecify.annotations.Nullable;

/**
 * The manager of one node: registers with the interchange, keeps its workers busy with the tasks it is sent, and sends
 * what they return, many at a time. It stops when it is told to, when it is refused, or when the head has been out of
 * reach for too long, and its JVM ends with it; or when there is another interchange, to which {@link ManagerMain} takes
 * the {@link Holdings}.
 */
public final class ManagerActor extends AbstractBehavior<ManagerMessage> {
    private enum Wake implements ManagerMessage {
        WAKE
    }

    /**
     * The scheduler ends the block, or a user the process: leave nothing behind. The first time, what runs may end and
     * the rest is given back; the second time, what still runs is given up.
     */
    public enum Leave implements ManagerMessage {
        LEAVE
    }

    /** Results have waited long enough for others to share a message with. */
    private enum Send implements ManagerMessage {
        SEND
    }

    private enum Tick implements ManagerMessage {
        TICK
    }

    private enum Look implements ManagerMessage {
        LOOK
    }

    private record ReadResult(ValueMessage request) implements ManagerMessage {}

    private record WorkersBroken(String reason) implements ManagerMessage {}

    private record AddressRead(@Nullable InterchangeAddress address) implements ManagerMessage {}

    private record ArgumentsArrived(TaskEnvelope task, byte @Nullable [] arguments) implements ManagerMessage {}

    private static final Duration REGISTRATION_PERIOD = Duration.ofMillis(500);
    /** How long tasks may run on when the process is told to end: Slurm kills after 30 s, PBS and LSF after 10 s. */
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(8);

    /** Of results for others that are about to come. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(10);

    private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(2);
    /** The longer the silence, the less often a manager looks for another interchange: it may be one of thousands. */
    private static final int LOOKS_PER_SILENCE = 10;

    private static final Duration LOOK_PERIOD = Duration.ofMillis(500);
    private static final Duration LONGEST_LOOK_PERIOD = Duration.ofSeconds(3);
    /** Of the threshold, so that there is time to notice; see {@link #leaseNanos}. */
    private static final int LEASE = 3;

    private static final int LEASE_OF = 4;
    /** What an answer may take beyond the period of heartbeats before the manager looks for another interchange. */
    private static final Duration LATE = Duration.ofSeconds(1);
    /** An interchange that lives acknowledges results each second. */
    private static final Duration LATE_FOR_RESULTS = Duration.ofMillis(1500);

    private final ManagerSettings settings;
    private final Holdings holdings;
    private final Machine machine;
    private final ManagerInfo info;
    private final Workers pool;
    private final ManagerCore core;
    private final Connection connection;
    private final ActorRef<InterchangeMessage> interchange;
    private final TimerScheduler<ManagerMessage> timers;
    /** What is told of when registering, until that is answered. */
    private List<Held> held = List.of();
    /** Tasks whose arguments are being fetched. */
    private final Map<Long, TaskEnvelope> transfers = new HashMap<>();

    private final SendWindow<List<TaskResult>> results;
    private final ReceiveCount batches = new ReceiveCount();
    private final ActorRef<ValueMessage> resultHolder;
    private boolean registered;
    private boolean leaving;
    private Duration heartbeatPeriod = Duration.ZERO;
    private Duration heartbeatThreshold = Duration.ZERO;
    /** Until then the interchange has surely not given this manager up, and so has not sent its tasks elsewhere. */
    private long leaseNanos;
    /** When this manager registered for the first time. */
    private long registeredNanos;

    private long nextLookNanos;
    /** When results were acknowledged, or the first was sent after all were. */
    private long answeredNanos;

    private ManagerActor(
            ActorContext<ManagerMessage> context,
            TimerScheduler<ManagerMessage> timers,
            Holdings holdings,
            Connection connection,
            ActorRef<InterchangeMessage> interchange) {
        super(context);
        context.setLoggerName(ManagerActor.class); // else it is Pekko's, which logs less
        this.settings = holdings.settings();
        this.holdings = holdings;
        this.machine = holdings.machine();
        this.leaseNanos = machine.nanoTime();
        this.nextLookNanos = machine.nanoTime();
        this.info = holdings.info();
        this.pool = holdings.pool;
        this.core = holdings.core;
        this.connection = connection;
        this.interchange = interchange;
        this.timers = timers;
        ActorRef<ManagerMessage> self = context.getSelf();
        holdings.connected(() -> self.tell(Wake.WAKE));
        pool.ready().thenRun(() -> self.tell(Tick.TICK));
        pool.broken().thenAccept(reason -> self.tell(new WorkersBroken(reason)));
        this.results = new SendWindow<>((number, batch) -> interchange.tell(
                new InterchangeMessage.Results(info.id(), number, batches.acknowledge(), credit(), batch)));
        this.resultHolder = context.messageAdapter(ValueMessage.class, ReadResult::new);
        this.held = holdings.held(resultHolder);
        timers.startTimerWithFixedDelay(Tick.TICK, REGISTRATION_PERIOD);
        timers.startTimerWithFixedDelay(Look.LOOK, LOOK_PERIOD);
    }

    public static Behavior<ManagerMessage> create(
            Holdings holdings, Connection connection, ActorRef<InterchangeMessage> interchange) {
        return Behaviors.withTimers(timers ->
                Behaviors.setup(context -> new ManagerActor(context, timers, holdings, connection, interchange)));
    }

    @Override
    public Receive<ManagerMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(TaskBatch.class, this::onTaskBatch)
                .onMessage(Wake.class, this::onWake)
                .onMessage(Send.class, this::onSend)
                .onMessage(ArgumentsArrived.class, this::onArgumentsArrived)
                .onMessage(ReadResult.class, this::onReadResult)
                .onMessage(CancelTasks.class, this::onCancelTasks)
                .onMessage(HeartbeatAck.class, this::onHeartbeatAck)
                .onMessage(Tick.class, this::onTick)
                .onMessage(Look.class, this::onLook)
                .onMessage(AddressRead.class, this::onAddressRead)
                .onMessage(Registered.class, this::onRegistered)
                .onMessage(Refused.class, this::onRefused)
                .onMessage(Stop.class, this::onStop)
                .onMessage(WorkersBroken.class, this::onWorkersBroken)
                .onMessage(Leave.class, this::onLeave)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<ManagerMessage> onTaskBatch(TaskBatch batch) {
        arrived(batch.resultsReceived());
        if (!batches.receive(batch.number())) {
            return leave("tasks were lost on the way to this manager");
        }
        if (batches.mustAcknowledge()) {
            heartbeat();
        }
        holdings.learn(batch.newApps());
        pauseIfGivenUp();
        if (leaving) {
            sendAll(cancelled(batch.tasks()));
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
            sendAll(List.of(TaskResult.failed(
                    task.taskId(),
                    task.attempt(),
                    Failure.of(Failure.Kind.WORKER_LOST, "its arguments could not be fetched from the head"))));
        }
        return this;
    }

    private Behavior<ManagerMessage> onWake(Wake wake) {
        pauseIfGivenUp();
        holdings.collect(resultHolder);
        if (core.areWorthAMessage(holdings.results.toSend())) {
            sendEnded();
        } else if (!timers.isTimerActive(Send.SEND)) {
            timers.startSingleTimer(Send.SEND, LONGEST_WAIT);
        }
        return leaveIfDone();
    }

    private Behavior<ManagerMessage> onSend(Send send) {
        sendEnded();
        return leaveIfDone();
    }

    /** When it has not heard of the interchange for too long: what it has not started may soon run elsewhere. */
    private void pauseIfGivenUp() {
        if (machine.nanoTime() - leaseNanos > 0) {
            core.pause();
        }
    }

    private void sendEnded() {
        holdings.collect(resultHolder);
        if (registered) {
            List<TaskResult> ended =
                    holdings.results.notSent().stream().map(this::withHolder).toList();
            for (List<TaskResult> part : parts(ended)) {
                holdings.results.sent(part.size(), send(part));
            }
        }
    }

    /** What was kept for another connection is to be pulled from this one. */
    private TaskResult withHolder(TaskResult result) {
        LargeValue large = result.largeValue();
        return large == null || large.holder().equals(resultHolder)
                ? result
                : result.withValue(TaskResult.NO_BYTES, new LargeValue(large.id(), large.size(), resultHolder));
    }

    private void arrived(long message) {
        answeredNanos = machine.nanoTime();
        results.acknowledge(message);
        holdings.results.arrived(message);
    }

    private void sendAll(List<TaskResult> all) {
        parts(all).forEach(this::send);
    }

    /** Of a size that fits a frame; returns the number of the message. */
    private long send(List<TaskResult> part) {
        if (results.isAcknowledged()) {
            answeredNanos = machine.nanoTime();
        }
        return results.send(part);
    }

    /** Of a size that fits a frame. */
    private static List<List<TaskResult>> parts(List<TaskResult> all) {
        List<List<TaskResult>> parts = new ArrayList<>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < all.size(); i++) {
            int size = LargeValues.sizeOf(all.get(i));
            if (i > from && bytes + size > LargeValues.MAX_BATCH_BYTES) {
                parts.add(all.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (from < all.size()) {
            parts.add(all.subList(from, all.size()));
        }
        return parts;
    }

    private int credit() {
        return leaving ? 0 : core.credit();
    }

    private Behavior<ManagerMessage> onReadResult(ReadResult message) {
        if (message.request() instanceof ValueMessage.ReadPart request) {
            LargeValues.answer(request, holdings.largeResults.get(request.id()));
        } else if (message.request() instanceof ValueMessage.Release release) {
            holdings.largeResults.remove(release.id());
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
            message.taskIds().forEach(holdings.largeResults::remove);
        } else {
            sendAll(cancelled(dropped));
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
        connection.heard();
        lease(ack.heartbeatNanos());
        arrived(ack.resultsReceived());
        return batches.hasAll(ack.batchesSent()) ? this : leave("tasks were lost on the way to this manager");
    }

    private void lease(long sentNanos) {
        long end = sentNanos + heartbeatThreshold.toNanos() / LEASE_OF * LEASE;
        if (sentNanos != 0 && end - leaseNanos > 0) {
            leaseNanos = end;
        }
        if (machine.nanoTime() - leaseNanos < 0) {
            core.resume();
        }
    }

    private void heartbeat() {
        interchange.tell(new InterchangeMessage.Heartbeat(
                info.id(),
                machine.nanoTime(),
                results.sent(),
                batches.acknowledge(),
                machine.peakRssBytes(),
                getContext().getSelf()));
    }

    private Behavior<ManagerMessage> onTick(Tick tick) {
        if (registered) {
            heartbeat();
        } else if (pool.ready().isDone()) {
            register();
        }
        return this;
    }

    /** Whether the interchange is silent, and if so whether there is another. */
    private Behavior<ManagerMessage> onLook(Look look) {
        if (registered) {
            pauseIfGivenUp();
        }
        if (connection.isGivenUp(settings.patience())) {
            getContext().getLog().error("{}", connection.givenUp());
            return Behaviors.stopped();
        }
        Duration silent = connection.silence();
        boolean late = silent.compareTo(heartbeatPeriod.plus(LATE)) > 0 || areResultsUnanswered();
        if (late && machine.nanoTime() - nextLookNanos >= 0) {
            Duration pause = silent.dividedBy(LOOKS_PER_SILENCE);
            nextLookNanos = machine.nanoTime()
                    + (pause.compareTo(LONGEST_LOOK_PERIOD) > 0 ? LONGEST_LOOK_PERIOD : pause).toNanos();
            getContext()
                    .pipeToSelf(
                            machine.interchange(),
                            (address, thrown) -> new AddressRead(address == null ? null : address.orElse(null)));
        }
        return this;
    }

    private boolean areResultsUnanswered() {
        return !results.isAcknowledged() && machine.nanoTime() - answeredNanos > LATE_FOR_RESULTS.toNanos();
    }

    private Behavior<ManagerMessage> onAddressRead(AddressRead message) {
        InterchangeAddress address = message.address();
        if (address == null || address.equals(connection.address()) || leaving) {
            return this;
        }
        getContext().getLog().info("{} is silent; there is another: {}", interchange.path(), address);
        holdings.disconnected(resultHolder);
        connection.movedTo(address);
        return Behaviors.stopped();
    }

    private void register() {
        if (registeredNanos == 0) {
            registeredNanos = machine.nanoTime();
        }
        interchange.tell(new InterchangeMessage.Register(
                info, credit(), machine.timeLeft(), held, getContext().getSelf()));
    }

    private Behavior<ManagerMessage> onRegistered(Registered message) {
        connection.heard();
        if (!registered) {
            registered = true;
            heartbeatPeriod = message.heartbeatPeriod();
            heartbeatThreshold = message.heartbeatThreshold();
            lease(registeredNanos);
            getContext()
                    .getLog()
                    .info("registered with {}, with {} tasks from before", interchange.path(), held.size());
            held = List.of();
            sendEnded();
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
        send(List.of()); // with the credit, which is 0 now
        sendAll(cancelled(notStarted));
        timers.startSingleTimer(Leave.LEAVE, DRAIN_PATIENCE);
        return leaveIfDone();
    }

    private Behavior<ManagerMessage> leaveIfDone() {
        boolean done = core.held() == 0 && holdings.largeResults.isEmpty();
        if (!leaving || !done) {
            return this;
        }
        sendEnded();
        return leave("its process was told to end");
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
        if (!connection.isMoved()) {
            holdings.close();
            connection.ended();
        }
        return this;
    }
}
