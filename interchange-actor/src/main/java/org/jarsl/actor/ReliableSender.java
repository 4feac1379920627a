package org.jarsl.actor;

import java.util.ArrayDeque;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.delivery.ConsumerController;
import org.apache.pekko.actor.typed.delivery.ProducerController;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The sending end of a stream that Pekko delivers reliably and in order. In contrast to its {@link ProducerController} it
 * takes messages at any time; those for which there is no demand wait here, and their number is for who sends to bound.
 * Of the actor that has made it.
 */
public final class ReliableSender<M> {
    private final ActorRef<ProducerController.Command<M>> controller;
    private final ArrayDeque<M> waiting = new ArrayDeque<>();
    private ProducerController.@Nullable RequestNext<M> demand;

    /** {@code onDemand} gets what is to be given to {@link #demand}. */
    public ReliableSender(
            ActorContext<?> context, Class<M> type, String name, ActorRef<ProducerController.RequestNext<M>> onDemand) {
        this.controller = context.spawn(ProducerController.create(type, name, Optional.empty()), name);
        controller.tell(new ProducerController.Start<>(onDemand));
    }

    /** To this receiver from now on. */
    public void connect(ActorRef<ConsumerController.Command<M>> receiver) {
        controller.tell(new ProducerController.RegisterConsumer<>(receiver));
    }

    public void send(M message) {
        waiting.add(message);
        sendNext();
    }

    /** There is room for one more. */
    public void demand(ProducerController.RequestNext<M> next) {
        demand = next;
        sendNext();
    }

    private void sendNext() {
        if (demand != null && !waiting.isEmpty()) {
            ActorRef<M> next = demand.sendNextTo();
            demand = null;
            next.tell(waiting.remove());
        }
    }

    /** Ends with what waits. */
    public void stop(ActorContext<?> context) {
        context.stop(controller);
    }
}
