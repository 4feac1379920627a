package org.jarsl.testkit;

import java.util.ArrayDeque;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jarsl.protocol.Wire;

/** Stands before an actor and lets its messages pass, in their order, when they may. */
final class Gate<M> extends BehaviorInterceptor<Object, M> {
    /** For one message. */
    enum Way {
        OPEN,
        /** It has to wait. */
        SHUT,
        /** It is lost. */
        GONE
    }

    /** Says to a gate that what it holds may pass now. */
    enum Look {
        LOOK
    }

    private final Class<M> type;
    private final Function<Object, Way> way;
    private final ArrayDeque<Object> held = new ArrayDeque<>();

    private Gate(Class<M> type, Function<Object, Way> way) {
        super(Object.class);
        this.type = type;
        this.way = way;
    }

    static <M> Behavior<Object> before(Behavior<M> actor, Class<M> type, Function<Object, Way> way) {
        return Behaviors.intercept(() -> new Gate<>(type, way), actor);
    }

    @Override
    public Behavior<M> aroundReceive(TypedActorContext<Object> context, Object message, ReceiveTarget<M> target) {
        if (message == Look.LOOK) {
            return release(context, target);
        }
        Way its = way.apply(message);
        if (its == Way.GONE) {
            return Behaviors.same();
        }
        // What came over the network must not overtake what is held of it.
        if (its == Way.SHUT || (message instanceof Wire && !held.isEmpty())) {
            held.add(message);
            return Behaviors.same();
        }
        return target.apply(context, type.cast(message));
    }

    /** One at a time, for each may change the actor's behaviour. */
    private Behavior<M> release(TypedActorContext<Object> context, ReceiveTarget<M> target) {
        Object first = held.peek();
        if (first == null || way.apply(first) != Way.OPEN) {
            return Behaviors.same();
        }
        held.remove();
        context.asJava().getSelf().tell(Look.LOOK);
        return target.apply(context, type.cast(first));
    }
}
