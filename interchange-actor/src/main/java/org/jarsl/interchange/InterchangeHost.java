package org.jarsl.interchange;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.delivery.ConsumerController;
import org.apache.pekko.actor.typed.delivery.ProducerController;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jarsl.actor.ReliableSender;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.Wire;
import org.jspecify.annotations.Nullable;

/**
 * The interchange's end of its link to the head, in a JVM of its own: hands commands to the {@link InterchangeActor} and
 * events to the head, and says that it is alive. Ends with the interchange.
 */
public final class InterchangeHost extends AbstractBehavior<InterchangeHost.Command> {
    /** What the host hears. */
    public interface Command {}

    /**
     * The head's answer to {@link Hello}.
     *
     * @param recovering as for {@link InterchangeActor#create}
     * @param events where these are to go
     */
    public record Begin(
            InterchangeSettings settings,
            boolean recovering,
            ActorRef<ConsumerController.Command<InterchangeEvent>> events)
            implements Command, Wire {}

    /**
     * First word to the head, repeated until answered.
     *
     * @param process tells this one from those before and after it
     * @param commands where these are to go
     */
    public record Hello(
            int process, ActorRef<ConsumerController.Command<InterchangeMessage>> commands, ActorRef<Command> host)
            implements InterchangeMessage, Wire {}

    /** Repeated each heartbeat period; managers register with {@code interchange}. */
    public record Alive(int process, ActorRef<InterchangeMessage> interchange) implements InterchangeMessage, Wire {}

    /** The head is gone, and no other will follow. */
    enum HeadGone implements Command {
        HEAD_GONE
    }

    private enum Tick implements Command {
        TICK
    }

    private record Demand(ProducerController.RequestNext<InterchangeEvent> next) implements Command {}

    private record Delivered(ConsumerController.Delivery<InterchangeMessage> delivery) implements Command {}

    private record Happened(InterchangeEvent event) implements Command {}

    private static final Duration HELLO_PERIOD = Duration.ofMillis(500);

    private final int process;
    private final ActorRef<InterchangeMessage> head;
    private final TimerScheduler<Command> timers;
    private final ActorRef<ConsumerController.Command<InterchangeMessage>> commands;
    private final ReliableSender<InterchangeEvent> events;
    private @Nullable ActorRef<InterchangeMessage> interchange;
    /** A command that has overtaken {@link Begin}, as one from another sender may. */
    private @Nullable Delivered early;

    private InterchangeHost(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            int process,
            ActorRef<InterchangeMessage> head) {
        super(context);
        context.setLoggerName(InterchangeHost.class);
        this.process = process;
        this.head = head;
        this.timers = timers;
        this.commands = context.spawn(ConsumerController.create(), "commands");
        commands.tell(new ConsumerController.Start<>(
                context.messageAdapter(ConsumerController.deliveryClass(), Delivered::new)));
        this.events = new ReliableSender<>(
                context,
                InterchangeEvent.class,
                "events",
                context.messageAdapter(ProducerController.requestNextClass(), Demand::new));
        timers.startTimerWithFixedDelay(Tick.TICK, Duration.ZERO, HELLO_PERIOD);
    }

    static Behavior<Command> create(int process, ActorRef<InterchangeMessage> head) {
        return Behaviors.withTimers(
                timers -> Behaviors.setup(context -> new InterchangeHost(context, timers, process, head)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Delivered.class, this::onDelivered)
                .onMessage(Happened.class, this::onHappened)
                .onMessage(Demand.class, this::onDemand)
                .onMessage(Tick.class, this::onTick)
                .onMessage(Begin.class, this::onBegin)
                .onMessage(HeadGone.class, this::onHeadGone)
                .onSignal(Terminated.class, ended -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> onDelivered(Delivered message) {
        if (interchange == null) {
            early = message; // no other comes before this one is confirmed
            return this;
        }
        interchange.tell(message.delivery().message());
        message.delivery().confirmTo().tell(ConsumerController.confirmed());
        return this;
    }

    private Behavior<Command> onHappened(Happened message) {
        events.send(message.event());
        return this;
    }

    private Behavior<Command> onDemand(Demand message) {
        events.demand(message.next());
        return this;
    }

    private Behavior<Command> onTick(Tick tick) {
        if (interchange == null) {
            head.tell(new Hello(process, commands, getContext().getSelf()));
        } else {
            head.tell(new Alive(process, interchange));
        }
        return this;
    }

    private Behavior<Command> onBegin(Begin message) {
        if (interchange != null) {
            return this; // the answer to a repetition
        }
        ActorRef<Command> self = getContext().getSelf();
        interchange = getContext()
                .spawn(
                        InterchangeActor.create(
                                message.settings(), message.recovering(), event -> self.tell(new Happened(event))),
                        "interchange");
        getContext().watch(interchange);
        events.connect(message.events());
        timers.startTimerWithFixedDelay(
                Tick.TICK, Duration.ZERO, message.settings().heartbeatPeriod());
        return early == null ? this : onDelivered(early);
    }

    private Behavior<Command> onHeadGone(HeadGone message) {
        if (interchange == null) {
            return Behaviors.stopped();
        }
        interchange.tell(new InterchangeActor.Shutdown("the head is gone"));
        return this;
    }
}
