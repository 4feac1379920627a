package org.jarsl.executor;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.delivery.ConsumerController;
import org.apache.pekko.actor.typed.delivery.ProducerController;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jarsl.actor.ReliableSender;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.interchange.InterchangeHost;
import org.jarsl.interchange.InterchangeSettings;
import org.jarsl.protocol.InterchangeMessage;

/**
 * The head's end of the link to one interchange process, whose {@link InterchangeHost} has the other: what it is told it
 * sends there, in order, when the process is up; what comes from there it tells its owner. Ends with the process.
 */
final class InterchangeLink extends AbstractBehavior<InterchangeMessage> {
    /** An event of that process. */
    record Event(int process, InterchangeEvent event) implements InterchangeMessage {}

    /** That process has said that it is alive; managers register with {@code interchange}. */
    record Sign(int process, ActorRef<InterchangeMessage> interchange) implements InterchangeMessage {}

    private record Demand(ProducerController.RequestNext<InterchangeMessage> next) implements InterchangeMessage {}

    private record Delivered(ConsumerController.Delivery<InterchangeEvent> delivery) implements InterchangeMessage {}

    private final int process;
    private final InterchangeSettings settings;
    private final boolean recovering;
    private final ActorRef<InterchangeMessage> owner;
    private final ReliableSender<InterchangeMessage> commands;
    private final ActorRef<ConsumerController.Command<InterchangeEvent>> events;
    private boolean connected;

    private InterchangeLink(
            ActorContext<InterchangeMessage> context,
            int process,
            InterchangeSettings settings,
            boolean recovering,
            ActorRef<InterchangeMessage> owner) {
        super(context);
        this.process = process;
        this.settings = settings;
        this.recovering = recovering;
        this.owner = owner;
        this.commands = new ReliableSender<>(
                context,
                InterchangeMessage.class,
                "commands",
                context.messageAdapter(ProducerController.requestNextClass(), Demand::new));
        this.events = context.spawn(ConsumerController.create(), "events");
        events.tell(new ConsumerController.Start<>(
                context.messageAdapter(ConsumerController.deliveryClass(), Delivered::new)));
    }

    /** {@code process} is the number of the process, and {@code recovering} whether managers may have tasks already. */
    static Behavior<InterchangeMessage> create(
            int process, InterchangeSettings settings, boolean recovering, ActorRef<InterchangeMessage> owner) {
        return Behaviors.setup(context -> new InterchangeLink(context, process, settings, recovering, owner));
    }

    @Override
    public Receive<InterchangeMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(Delivered.class, this::onDelivered)
                .onMessage(Demand.class, this::onDemand)
                .onMessage(InterchangeHost.Alive.class, this::onAlive)
                .onMessage(InterchangeHost.Hello.class, this::onHello)
                .onAnyMessage(this::onCommand)
                .build();
    }

    private Behavior<InterchangeMessage> onDelivered(Delivered message) {
        owner.tell(new Event(process, message.delivery().message()));
        message.delivery().confirmTo().tell(ConsumerController.confirmed());
        return this;
    }

    private Behavior<InterchangeMessage> onDemand(Demand message) {
        commands.demand(message.next());
        return this;
    }

    private Behavior<InterchangeMessage> onAlive(InterchangeHost.Alive message) {
        owner.tell(new Sign(process, message.interchange()));
        return this;
    }

    private Behavior<InterchangeMessage> onHello(InterchangeHost.Hello message) {
        message.host().tell(new InterchangeHost.Begin(settings, recovering, events));
        if (!connected) {
            connected = true;
            commands.connect(message.commands());
        }
        return this;
    }

    private Behavior<InterchangeMessage> onCommand(InterchangeMessage command) {
        commands.send(command);
        return this;
    }
}
