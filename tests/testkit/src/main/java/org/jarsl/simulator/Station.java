package org.jarsl.simulator;

import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jarsl.protocol.Wire;

/** Stands before an actor: what comes from another host goes through the network first, and all else waits its turn. */
final class Station<M> extends BehaviorInterceptor<Object, M> {
    /** Has come through the network. */
    private record Arrived(Host from, Object message) {}

    /** Has waited until the host woke up, or had done what came before. */
    private record Late(Object message) {}

    private final Network network;
    private final Host host;
    private final Class<M> type;
    private final Function<M, Host> sender;

    private Station(Network network, Host host, Class<M> type, Function<M, Host> sender) {
        super(Object.class);
        this.network = network;
        this.host = host;
        this.type = type;
        this.sender = sender;
    }

    /** {@code sender} is asked for messages of the wire only. */
    static <M> Behavior<Object> before(
            Behavior<M> actor, Class<M> type, Network network, Host host, Function<M, Host> sender) {
        return Behaviors.intercept(() -> new Station<>(network, host, type, sender), actor);
    }

    @Override
    public Behavior<M> aroundReceive(TypedActorContext<Object> context, Object message, ReceiveTarget<M> target) {
        ActorRef<Object> self = context.asJava().getSelf();
        if (message instanceof Arrived arrived) {
            network.taken(arrived.from(), arrived.message());
            return act(context, arrived.message(), target);
        } else if (message instanceof Late late) {
            return act(context, late.message(), target);
        } else if (message instanceof Wire) {
            Host from = sender.apply(type.cast(message));
            network.carry(from, host, message, () -> self.tell(new Arrived(from, message)));
            return Behaviors.same();
        } else if (host.isDead()) {
            return Behaviors.same();
        } else if (host.isAsleep()) {
            host.act(() -> self.tell(new Late(message)));
            return Behaviors.same();
        } else if (host.isBusy()) {
            host.actWhenFree(() -> self.tell(new Late(message)));
            return Behaviors.same();
        }
        return act(context, message, target);
    }

    private Behavior<M> act(TypedActorContext<Object> context, Object message, ReceiveTarget<M> target) {
        return host.processor().act(() -> target.apply(context, type.cast(message)));
    }
}
