package org.jarsl.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongHashSet;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.jarsl.actor.LargeValues;
import org.jarsl.interchange.InterchangeActor;
import org.jarsl.interchange.InterchangeAddress;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.interchange.InterchangeSettings;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jspecify.annotations.Nullable;

/**
 * An interchange in a process of its own, as the head sees it: takes the commands of an {@link InterchangeActor} and gives
 * its events. In contrast to that it survives its process: it keeps all tasks that have not ended, and when the process
 * ends, or is silent for the heartbeat threshold, starts another one, which gets them all; managers that have some of
 * them register there and say so.
 */
final class RemoteInterchange extends AbstractBehavior<InterchangeMessage> {
    private record Ended(int process, String how) implements InterchangeMessage {}

    private enum Signal implements InterchangeMessage {
        START,
        TICK,
        MISSING_ARE_LOST,
        KILL
    }

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration TICK_PERIOD = Duration.ofMillis(500);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    /** One that was up for so long was of use, whether or not there was anything to do. */
    private static final Duration LONG_LIFE = Duration.ofMinutes(1);

    private final String label;
    private final Head head;
    private final InterchangeSettings settings;
    private final Consumer<InterchangeEvent> owner;
    private final TimerScheduler<InterchangeMessage> timers;
    private final Path directory;
    private final Long2ObjectHashMap<TaskEnvelope> unfinished = new Long2ObjectHashMap<>();
    /** Tasks that nobody wants any more, but which may come to their end if they run. */
    private final LongHashSet released = new LongHashSet();

    private final Map<Integer, AppDescriptor> apps = new HashMap<>();
    private final Set<Long> questions = new LinkedHashSet<>();
    /** Registered with this process or, if {@link #missing}, with one before it; by name. */
    private final Map<String, ManagerInfo> managers = new LinkedHashMap<>();

    private final Set<String> missing = new HashSet<>();
    private Set<String> draining = Set.of();
    private @Nullable Failure broken;
    /** All managers that an earlier head had are there. */
    private boolean recovered;

    private boolean closing;
    /** Of the process, from 1. */
    private int number;

    private final Restarts restarts = new Restarts();
    private @Nullable InterchangeProcess process;
    private @Nullable ActorRef<InterchangeMessage> link;
    /** With which managers register; null until this process has said it. */
    private @Nullable ActorRef<InterchangeMessage> published;

    private long heardNanos;
    private long upNanos;
    private long tickedNanos = System.nanoTime();

    private RemoteInterchange(
            ActorContext<InterchangeMessage> context,
            TimerScheduler<InterchangeMessage> timers,
            String label,
            InterchangeSettings settings,
            Head head,
            Consumer<InterchangeEvent> owner) {
        super(context);
        context.setLoggerName(RemoteInterchange.class); // else it is Pekko's, which logs less
        this.label = label;
        this.head = head;
        this.settings = settings;
        this.owner = owner;
        this.timers = timers;
        this.directory = head.runDirectory().resolve(label);
        timers.startTimerWithFixedDelay(Signal.TICK, TICK_PERIOD);
        InterchangeAddress.remove(directory); // of an earlier head, where nobody is any more
        start();
    }

    /** {@code owner} is called on the actor's thread and must not block. */
    static Behavior<InterchangeMessage> create(
            String label, InterchangeSettings settings, Head head, Consumer<InterchangeEvent> owner) {
        return Behaviors.withTimers(timers ->
                Behaviors.setup(context -> new RemoteInterchange(context, timers, label, settings, head, owner)));
    }

    @Override
    public Receive<InterchangeMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(InterchangeLink.Event.class, this::onEvent)
                .onMessage(InterchangeActor.Submit.class, this::onSubmit)
                .onMessage(InterchangeActor.Cancel.class, this::onCancel)
                .onMessage(InterchangeActor.BlockEnded.class, this::onBlockEnded)
                .onMessage(InterchangeActor.FailAll.class, this::onFailAll)
                .onMessage(InterchangeActor.GetLoad.class, this::onGetLoad)
                .onMessage(InterchangeActor.Drain.class, this::onDrain)
                .onMessage(InterchangeActor.Recovered.class, this::onRecovered)
                .onMessage(InterchangeActor.Adopt.class, message -> {
                    send(message);
                    return this;
                })
                .onMessage(InterchangeActor.Shutdown.class, this::onShutdown)
                .onMessage(InterchangeLink.Sign.class, this::onSign)
                .onMessage(Ended.class, this::onEnded)
                .onMessageEquals(Signal.TICK, this::onTick)
                .onMessageEquals(Signal.START, this::onStart)
                .onMessageEquals(Signal.MISSING_ARE_LOST, this::onMissingAreLost)
                .onMessageEquals(Signal.KILL, Behaviors::stopped)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    /** The process gets everything that one before it had; it is sent when the process is up. */
    private void start() {
        int next = ++number;
        ActorRef<InterchangeMessage> self = getContext().getSelf();
        boolean recovering = next > 1 || head.config().journal().resumed() != null;
        link = getContext().spawn(InterchangeLink.create(next, settings, recovering, self), "link-" + next);
        published = null;
        heardNanos = System.nanoTime();
        String reference = ActorRefResolver.get(getContext().getSystem()).toSerializationFormat(link);
        try {
            process = InterchangeProcess.start(
                    head, logDirectory(head, label), reference, next, how -> self.tell(new Ended(next, how)));
            getContext().getLog().info("{}: the interchange is process {}", label, process.pid());
        } catch (IOException e) {
            self.tell(new Ended(next, "it could not be started: " + e));
        }
        missing.addAll(managers.keySet());
        released.clear(); // the next process does not know them
        submit(new ArrayList<>(unfinished.values()));
        send(new InterchangeActor.Drain(draining));
        if (broken != null) {
            send(new InterchangeActor.FailAll(broken));
        }
        questions.forEach(question -> send(new InterchangeActor.GetLoad(question)));
        recoveredIfSo();
    }

    /** Where the processes of this executor's interchange log. */
    static Path logDirectory(Head head, String label) {
        return head.runDirectory().resolve(label).resolve("interchange");
    }

    private void send(InterchangeMessage command) {
        if (link != null) {
            link.tell(command);
        }
    }

    private Behavior<InterchangeMessage> onSubmit(InterchangeActor.Submit message) {
        message.apps().forEach(app -> apps.putIfAbsent(app.id(), app));
        message.tasks().forEach(task -> unfinished.put(task.taskId(), task));
        submit(message.tasks());
        return this;
    }

    /** Not all at once: what is on its way is in memory several times. */
    private void submit(List<TaskEnvelope> tasks) {
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < tasks.size(); i++) {
            int size = LargeValues.sizeOf(tasks.get(i));
            if (i > from && bytes + size > LargeValues.MAX_BATCH_BYTES) {
                submitPart(tasks.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (from < tasks.size()) {
            submitPart(tasks.subList(from, tasks.size()));
        }
    }

    private void submitPart(List<TaskEnvelope> tasks) {
        Map<Integer, AppDescriptor> theirs = new HashMap<>();
        tasks.forEach(task -> theirs.computeIfAbsent(task.app(), apps::get));
        send(new InterchangeActor.Submit(List.copyOf(theirs.values()), List.copyOf(tasks)));
    }

    private Behavior<InterchangeMessage> onCancel(InterchangeActor.Cancel message) {
        for (long taskId : message.taskIds()) {
            boolean known = unfinished.remove(taskId) != null;
            if (known && !message.running()) {
                released.add(taskId);
            }
        }
        send(message);
        return this;
    }

    private Behavior<InterchangeMessage> onBlockEnded(InterchangeActor.BlockEnded message) {
        missingAreLost(manager -> manager.blockId().equals(message.blockId()), message.reason());
        send(message);
        return this;
    }

    private Behavior<InterchangeMessage> onFailAll(InterchangeActor.FailAll message) {
        broken = message.failure();
        send(message);
        return this;
    }

    private Behavior<InterchangeMessage> onGetLoad(InterchangeActor.GetLoad message) {
        questions.add(message.question());
        send(message);
        return this;
    }

    private Behavior<InterchangeMessage> onDrain(InterchangeActor.Drain message) {
        draining = message.blockIds();
        send(message);
        return this;
    }

    private Behavior<InterchangeMessage> onRecovered(InterchangeActor.Recovered message) {
        recovered = true;
        recoveredIfSo();
        return this;
    }

    private void recoveredIfSo() {
        if (recovered && missing.isEmpty()) {
            send(new InterchangeActor.Recovered());
        }
    }

    private Behavior<InterchangeMessage> onEvent(InterchangeLink.Event message) {
        if (message.process() != number) {
            return this;
        }
        InterchangeEvent event = message.event();
        if (event instanceof InterchangeEvent.TasksDone done) {
            List<TaskResult> first = done.results().stream()
                    .filter(result -> unfinished.remove(result.taskId()) != null || released.remove(result.taskId()))
                    .toList();
            restarts.ofUse();
            owner.accept(new InterchangeEvent.TasksDone(done.manager(), first));
            return this;
        }
        if (event instanceof InterchangeEvent.ManagerUp up) {
            ManagerInfo before = managers.put(up.manager().id().name(), up.manager());
            if (before != null) {
                owner.accept(new InterchangeEvent.ManagerDown(before, "it registered with the next interchange"));
            }
            owner.accept(up);
            if (missing.remove(up.manager().id().name())) {
                recoveredIfSo();
            }
            return this;
        }
        if (event instanceof InterchangeEvent.ManagerDown down) {
            managers.remove(down.manager().id().name());
        } else if (event instanceof InterchangeEvent.LoadIs is) {
            questions.remove(is.question());
        }
        owner.accept(event);
        return this;
    }

    private Behavior<InterchangeMessage> onMissingAreLost() {
        missingAreLost(manager -> true, "it did not register with the next interchange");
        return this;
    }

    private void missingAreLost(Predicate<ManagerInfo> which, String reason) {
        List<ManagerInfo> lost = managers.values().stream()
                .filter(manager -> missing.contains(manager.id().name()) && which.test(manager))
                .toList();
        for (ManagerInfo manager : lost) {
            missing.remove(manager.id().name());
            managers.remove(manager.id().name());
            owner.accept(new InterchangeEvent.ManagerDown(manager, reason));
        }
        if (!lost.isEmpty()) {
            recoveredIfSo();
        }
    }

    private Behavior<InterchangeMessage> onSign(InterchangeLink.Sign message) {
        if (message.process() != number) {
            return this;
        }
        heardNanos = System.nanoTime();
        if (published == null) {
            upNanos = heardNanos;
            published = message.interchange();
            timers.startSingleTimer(Signal.MISSING_ARE_LOST, settings.recovery());
            publish(message.interchange());
        } else if (heardNanos - upNanos > LONG_LIFE.toNanos()) {
            restarts.ofUse();
        }
        return this;
    }

    private void publish(ActorRef<InterchangeMessage> interchange) {
        String reference = ActorRefResolver.get(getContext().getSystem()).toSerializationFormat(interchange);
        try {
            new InterchangeAddress(head.address(), reference).write(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + directory, e);
        }
    }

    private Behavior<InterchangeMessage> onTick() {
        long now = System.nanoTime();
        boolean stoodStill = now - tickedNanos > settings.heartbeatThreshold().toNanos() / 4;
        tickedNanos = now;
        if (stoodStill) {
            heardNanos = now; // nobody was heard in that time
        }
        Duration bound = published == null ? START_TIMEOUT : settings.heartbeatThreshold();
        if (process != null && now - heardNanos > bound.toNanos()) {
            getContext().getLog().warn("{}: the interchange is silent for {} s and killed", label, bound.toSeconds());
            process.kill();
        }
        return this;
    }

    private Behavior<InterchangeMessage> onEnded(Ended message) {
        if (message.process() != number) {
            return this;
        }
        if (closing) {
            return Behaviors.stopped();
        }
        getContext().getLog().warn("{}: the interchange is lost: {}", label, message.how());
        if (published != null) {
            Cluster.get(getContext().getSystem())
                    .manager()
                    .tell(new Down(published.path().address()));
        }
        getContext().stop(Objects.requireNonNull(link));
        link = null;
        process = null;
        Optional<Duration> delay = restarts.afterLoss();
        if (delay.isEmpty()) {
            String error = "{}: the interchange was lost {} times in a row before any task ended; its log is in {}";
            getContext().getLog().error(error, label, Restarts.MAX_LOSSES, logDirectory(head, label));
            return Behaviors.stopped();
        }
        timers.startSingleTimer(Signal.START, delay.get());
        return this;
    }

    private Behavior<InterchangeMessage> onStart() {
        start();
        return this;
    }

    private Behavior<InterchangeMessage> onShutdown(InterchangeActor.Shutdown message) {
        closing = true;
        if (process == null) {
            return Behaviors.stopped();
        }
        send(message);
        timers.startSingleTimer(Signal.KILL, STOP_TIMEOUT);
        return this;
    }

    private Behavior<InterchangeMessage> onPostStop(PostStop signal) {
        if (process != null) {
            process.kill();
        }
        return this;
    }
}
