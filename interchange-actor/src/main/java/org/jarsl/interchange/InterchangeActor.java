package org.jarsl.interchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.jarsl.actor.LargeValues;
import org.jarsl.actor.ValueFetcher;
import org.jarsl.interchange.core.InterchangeCore;
import org.jarsl.interchange.core.Outbox;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.InterchangeMessage.Heartbeat;
import org.jarsl.protocol.InterchangeMessage.Leaving;
import org.jarsl.protocol.InterchangeMessage.Register;
import org.jarsl.protocol.InterchangeMessage.Results;
import org.jarsl.protocol.LargeValue;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.ValueMessage;
import org.jarsl.protocol.Wire;
import org.jspecify.annotations.Nullable;

/**
 * The interchange of one executor: stands between the DataFlowKernel, which submits, and the managers, which register
 * and grant credit. All its decisions are {@link InterchangeCore}'s. It serves large arguments to the managers that
 * hold them and pulls large results before the core sees them, so a manager lost in between has lost its task.
 */
public final class InterchangeActor extends AbstractBehavior<InterchangeMessage> {
    /** Tasks to run, and the apps they name. */
    public record Submit(List<AppDescriptor> apps, List<TaskEnvelope> tasks) implements InterchangeMessage, Wire {}

    /** Tasks that nobody wants any more; {@code running} if those that run are to be stopped. */
    public record Cancel(List<Long> taskIds, boolean running) implements InterchangeMessage, Wire {}

    /** The provider says that a block has ended, its managers with it. */
    public record BlockEnded(String blockId, String reason) implements InterchangeMessage, Wire {}

    /** Nothing can run any more: every task fails. */
    public record FailAll(Failure failure) implements InterchangeMessage, Wire {}

    /** Asks how much there is to do; {@link InterchangeEvent.LoadIs} with the same number is the answer. */
    public record GetLoad(long question) implements InterchangeMessage, Wire {}

    /** The managers of these blocks, and of no others, get no more tasks. */
    public record Drain(Set<String> blockIds) implements InterchangeMessage, Wire {}

    /** All managers that may have tasks of before have registered, or never will. */
    public record Recovered() implements InterchangeMessage, Wire {}

    /**
     * The answer to {@link InterchangeEvent.Found}.
     *
     * @param wanted numbers of those that are to go on
     * @param useless numbers of those that are to be stopped
     */
    public record Adopt(ManagerId manager, List<Long> wanted, List<Long> useless) implements InterchangeMessage, Wire {}

    /** Tells the managers to stop, then stops itself. */
    public record Shutdown(String reason) implements InterchangeMessage, Wire {}

    private record ReadArguments(ValueMessage request) implements InterchangeMessage {}

    private record ResultArrived(ManagerId manager, int credit, TaskResult result, byte @Nullable [] bytes)
            implements InterchangeMessage {}

    private enum Tick implements InterchangeMessage {
        TICK
    }

    /** By as much the core's time may be behind. */
    private static final long LONGEST_TICK_MILLIS = 1000;

    private final InterchangeSettings settings;
    private final Consumer<InterchangeEvent> owner;
    private final InterchangeCore core;
    private final Map<Integer, AppDescriptor> apps = new HashMap<>();
    private final Map<ManagerId, Session> sessions = new HashMap<>();
    private final ActorRef<ValueMessage> argumentHolder;

    private final LongSupplier nanoTime;
    private long lastTickMillis;

    private InterchangeActor(
            ActorContext<InterchangeMessage> context,
            InterchangeSettings settings,
            boolean recovering,
            LongSupplier nanoTime,
            Consumer<InterchangeEvent> owner) {
        super(context);
        context.setLoggerName(InterchangeActor.class); // else it is Pekko's, which logs less
        this.settings = settings;
        this.owner = owner;
        this.nanoTime = nanoTime;
        this.lastTickMillis = now();
        this.core = new InterchangeCore(
                new InterchangeCore.Settings(
                        settings.managerSelector(),
                        settings.maxLosses(),
                        settings.heartbeatThreshold().toMillis(),
                        settings.drainPeriod().toMillis(),
                        nanoTime.getAsLong()),
                new ToManagers());
        if (recovering) {
            core.recover(now() + settings.recovery().toMillis());
        }
        this.argumentHolder = context.messageAdapter(ValueMessage.class, ReadArguments::new);
    }

    /**
     * Of a new interchange.
     *
     * @param recovering whether managers may have tasks from before it; then {@link Recovered} is to follow
     * @param owner is called on the interchange's thread and must not block
     */
    public static Behavior<InterchangeMessage> create(
            InterchangeSettings settings, boolean recovering, Consumer<InterchangeEvent> owner) {
        return create(settings, recovering, System::nanoTime, owner);
    }

    /** With another clock than {@link System#nanoTime}. */
    public static Behavior<InterchangeMessage> create(
            InterchangeSettings settings, boolean recovering, LongSupplier nanoTime, Consumer<InterchangeEvent> owner) {
        Duration tick = tick(settings);
        return Behaviors.withTimers(timers -> Behaviors.setup(context -> {
            timers.startTimerWithFixedDelay(Tick.TICK, tick);
            return new InterchangeActor(context, settings, recovering, nanoTime, owner);
        }));
    }

    private static Duration tick(InterchangeSettings settings) {
        return Duration.ofMillis(Math.min(settings.heartbeatThreshold().toMillis() / 8, LONGEST_TICK_MILLIS));
    }

    @Override
    public Receive<InterchangeMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(Results.class, this::onResults)
                .onMessage(Submit.class, this::onSubmit)
                .onMessage(Register.class, this::onRegister)
                .onMessage(Heartbeat.class, this::onHeartbeat)
                .onMessage(Leaving.class, this::onLeaving)
                .onMessage(Cancel.class, this::onCancel)
                .onMessage(BlockEnded.class, this::onBlockEnded)
                .onMessage(FailAll.class, this::onFailAll)
                .onMessage(GetLoad.class, this::onGetLoad)
                .onMessage(Drain.class, this::onDrain)
                .onMessage(Recovered.class, this::onRecovered)
                .onMessage(Adopt.class, this::onAdopt)
                .onMessage(ReadArguments.class, this::onReadArguments)
                .onMessage(ResultArrived.class, this::onResultArrived)
                .onMessage(Tick.class, this::onTick)
                .onMessage(Shutdown.class, this::onShutdown)
                .build();
    }

    private Behavior<InterchangeMessage> onSubmit(Submit message) {
        message.apps().forEach(app -> apps.putIfAbsent(app.id(), app));
        core.submit(message.tasks());
        return this;
    }

    private Behavior<InterchangeMessage> onRegister(Register message) {
        String mismatch = Version.mismatch(message.info());
        if (mismatch != null) {
            getContext().getLog().error("refused: {}", mismatch);
            message.manager().tell(new ManagerMessage.Refused(message.info().id(), mismatch));
            return this;
        }
        boolean known = sessions.containsKey(message.info().id());
        if (!known) {
            sessions.put(message.info().id(), Session.with(message.info(), message.manager()));
        }
        Duration left = message.timeLeft();
        long leftMillis = left == null ? Long.MAX_VALUE : Math.max(0, left.toMillis());
        if (!core.register(message.info(), message.credit(), leftMillis, message.held(), now())) {
            sessions.remove(message.info().id());
            message.manager().tell(new ManagerMessage.Stop("a later manager of the same name is registered"));
        } else if (!known) {
            log(message.info());
            owner.accept(new InterchangeEvent.ManagerUp(message.info()));
        }
        return this;
    }

    private void log(ManagerInfo manager) {
        getContext()
                .getLog()
                .info(
                        "manager {} registered: node {}, block {}, {} workers, pid {}",
                        manager.id(),
                        manager.node(),
                        manager.blockId(),
                        manager.workers(),
                        manager.pid());
    }

    private Behavior<InterchangeMessage> onHeartbeat(Heartbeat message) {
        Session session = sessions.get(message.id());
        if (session != null && core.heartbeat(message.id(), now())) {
            owner.accept(new InterchangeEvent.ManagerMemory(session.info(), message.peakRssBytes()));
            session.heartbeatNanos().set(message.sentNanos());
            session.batches().acknowledge(message.batchesReceived());
            if (session.results().hasAll(message.resultsSent())) {
                session.acknowledge();
            } else {
                resultsLost(session);
            }
        } else {
            message.manager()
                    .tell(new ManagerMessage.Stop("the interchange does not know this manager, or declared it lost"));
        }
        return this;
    }

    private Behavior<InterchangeMessage> onResults(Results message) {
        Session session = sessions.get(message.id());
        if (session == null) {
            return this; // declared lost, and told so; its tasks run elsewhere
        }
        session.batches().acknowledge(message.batchesReceived());
        if (!session.results().receive(message.number())) {
            resultsLost(session);
            return this;
        }
        if (session.results().mustAcknowledge()) {
            session.acknowledge();
        }
        List<TaskResult> whole = message.results();
        if (whole.stream().anyMatch(r -> r.largeValue() != null)) {
            whole = whole.stream().filter(r -> r.largeValue() == null).toList();
            message.results().stream()
                    .filter(r -> r.largeValue() != null)
                    .forEach(r -> fetch(message.id(), message.credit(), r));
        }
        core.results(message.id(), message.credit(), whole, now());
        return this;
    }

    private void resultsLost(Session session) {
        core.leave(session.info().id(), "results of it were lost on the way, so its tasks run again");
    }

    private void fetch(ManagerId manager, int credit, TaskResult result) {
        ActorRef<InterchangeMessage> self = getContext().getSelf();
        LargeValue large = result.largeValue();
        if (large != null) {
            getContext()
                    .spawnAnonymous(ValueFetcher.create(
                            large, bytes -> self.tell(new ResultArrived(manager, credit, result, bytes))));
        }
    }

    private Behavior<InterchangeMessage> onResultArrived(ResultArrived message) {
        TaskResult result = message.bytes() != null
                ? message.result().withValue(message.bytes(), null)
                : TaskResult.failed(
                        message.result().taskId(),
                        message.result().attempt(),
                        Failure.of(
                                Failure.Kind.WORKER_LOST,
                                "the result could not be fetched from manager " + message.manager()));
        core.results(message.manager(), message.credit(), List.of(result), now());
        return this;
    }

    private Behavior<InterchangeMessage> onLeaving(Leaving message) {
        core.leave(message.id(), message.reason());
        message.replyTo().tell(new ManagerMessage.Stop("the interchange knows that it leaves"));
        return this;
    }

    private Behavior<InterchangeMessage> onCancel(Cancel message) {
        core.cancel(message.taskIds(), message.running());
        return this;
    }

    private Behavior<InterchangeMessage> onBlockEnded(BlockEnded message) {
        core.blockEnded(message.blockId(), message.reason());
        return this;
    }

    private Behavior<InterchangeMessage> onFailAll(FailAll message) {
        core.failAll(message.failure());
        return this;
    }

    private Behavior<InterchangeMessage> onGetLoad(GetLoad message) {
        owner.accept(new InterchangeEvent.LoadIs(message.question(), core.load(), core.counts()));
        return this;
    }

    private Behavior<InterchangeMessage> onDrain(Drain message) {
        core.drain(message.blockIds());
        return this;
    }

    private Behavior<InterchangeMessage> onRecovered(Recovered message) {
        core.recovered();
        return this;
    }

    private Behavior<InterchangeMessage> onAdopt(Adopt message) {
        core.adopt(message.manager(), message.wanted(), message.useless());
        return this;
    }

    private Behavior<InterchangeMessage> onReadArguments(ReadArguments message) {
        if (message.request() instanceof ValueMessage.ReadPart request) {
            LargeValues.answer(request, core.argumentsOf(request.id()));
        }
        return this;
    }

    private Behavior<InterchangeMessage> onTick(Tick tick) {
        long now = now();
        long late = now - lastTickMillis - tick(settings).toMillis();
        lastTickMillis = now;
        if (late > settings.heartbeatThreshold().toMillis() / 4) {
            getContext().getLog().warn("stood still for {} ms, which is not the managers' silence", late);
            core.stoodStill(late);
        }
        core.expire(now);
        sessions.values().forEach(Session::acknowledgeLate);
        return this;
    }

    private Behavior<InterchangeMessage> onShutdown(Shutdown message) {
        sessions.values().forEach(s -> s.ref().tell(new ManagerMessage.Stop(message.reason())));
        return Behaviors.stopped();
    }

    /** Monotonic, so that no step of the node's clock makes a manager look silent. */
    private long now() {
        return nanoTime.getAsLong() / 1_000_000;
    }

    private final class ToManagers implements Outbox {
        @Override
        public void send(ManagerId manager, List<TaskEnvelope> tasks) {
            Session session = sessions.get(manager);
            if (session == null) {
                throw new IllegalStateException("tasks for unknown manager " + manager);
            }
            List<AppDescriptor> newApps = new ArrayList<>();
            List<TaskEnvelope> batch = new ArrayList<>(tasks.size());
            int bytes = 0;
            for (TaskEnvelope task : tasks) {
                TaskEnvelope wire = inline(task);
                AppDescriptor newApp =
                        session.apps().get(task.app()) ? null : Objects.requireNonNull(apps.get(task.app()));
                int size = LargeValues.sizeOf(wire) + (newApp == null ? 0 : LargeValues.sizeOf(newApp));
                if (bytes > 0 && bytes + size > LargeValues.MAX_BATCH_BYTES) {
                    session.batches().send(new Session.Batch(newApps, batch));
                    newApps = new ArrayList<>();
                    batch = new ArrayList<>();
                    bytes = 0;
                }
                if (newApp != null) {
                    session.apps().set(task.app());
                    newApps.add(newApp);
                }
                batch.add(wire);
                bytes += size;
            }
            session.batches().send(new Session.Batch(newApps, batch));
        }

        private TaskEnvelope inline(TaskEnvelope task) {
            int size = task.arguments().length;
            return size <= LargeValues.MAX_INLINE_BYTES
                    ? task
                    : task.withArguments(TaskResult.NO_BYTES, new LargeValue(task.taskId(), size, argumentHolder));
        }

        @Override
        public void cancel(ManagerId manager, List<Long> taskIds, boolean running) {
            Session session = sessions.get(manager);
            if (session != null) {
                session.ref().tell(new ManagerMessage.CancelTasks(taskIds, running));
            }
        }

        @Override
        public void registered(ManagerInfo manager) {
            Session session = sessions.get(manager.id());
            if (session != null) {
                session.ref()
                        .tell(new ManagerMessage.Registered(
                                manager.id(), settings.heartbeatPeriod(), settings.heartbeatThreshold()));
            }
        }

        @Override
        public void found(ManagerInfo manager, List<Held> held) {
            owner.accept(new InterchangeEvent.Found(manager, held));
        }

        @Override
        public void gone(ManagerInfo manager, String reason) {
            getContext().getLog().info("manager {} on node {} is gone: {}", manager.id(), manager.node(), reason);
            Session session = sessions.remove(manager.id());
            if (session != null) {
                // Harmless if it is dead; if it was only cut off, it learns that its tasks run elsewhere.
                session.ref().tell(new ManagerMessage.Stop("it gets no more tasks: " + reason));
                Address address = session.ref().path().address();
                if (address.hasGlobalScope()) {
                    Cluster.get(getContext().getSystem()).manager().tell(new Down(address));
                }
            }
            owner.accept(new InterchangeEvent.ManagerDown(manager, reason));
        }

        @Override
        public void judged(String node, boolean setAside, String reason) {
            if (setAside) {
                getContext().getLog().warn("node {} is set aside: {}", node, reason);
            } else {
                getContext().getLog().info("node {} gets tasks again: {}", node, reason);
            }
            owner.accept(new InterchangeEvent.NodeJudged(node, setAside));
        }

        @Override
        public void completed(@Nullable ManagerInfo manager, List<TaskResult> results) {
            owner.accept(new InterchangeEvent.TasksDone(manager, results));
        }
    }
}
