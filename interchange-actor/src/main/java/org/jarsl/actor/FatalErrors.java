package org.jarsl.actor;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Makes an error that Pekko takes for fatal, such as a lack of memory or of a class, a failure of the actor like any
 * other. Pekko would end the actor system, which inside a user's program is no help: the actor that met the error never
 * stops, nobody who watches it learns of it, and whoever waits for its answer waits for ever.
 */
public final class FatalErrors<T> extends BehaviorInterceptor<T, T> {
    private FatalErrors(Class<T> messages) {
        super(messages);
    }

    /** The same behaviour, whose actor stops where it would have ended the system. */
    @SuppressWarnings("unchecked") // an interceptor of every message needs no more than Object's class
    public static <T> Behavior<T> stopTheActor(Behavior<T> behavior) {
        return Behaviors.intercept(() -> new FatalErrors<>((Class<T>) Object.class), behavior);
    }

    @Override
    public Behavior<T> aroundReceive(TypedActorContext<T> context, T message, ReceiveTarget<T> target) {
        try {
            return target.apply(context, message);
        } catch (LinkageError | VirtualMachineError e) {
            throw failure(e);
        }
    }

    @Override
    public Behavior<T> aroundStart(TypedActorContext<T> context, PreStartTarget<T> target) {
        try {
            return target.start(context);
        } catch (LinkageError | VirtualMachineError e) {
            throw failure(e);
        }
    }

    @Override
    public Behavior<T> aroundSignal(TypedActorContext<T> context, Signal signal, SignalTarget<T> target) {
        try {
            return target.apply(context, signal);
        } catch (LinkageError | VirtualMachineError e) {
            throw failure(e);
        }
    }

    private static IllegalStateException failure(Error e) {
        return new IllegalStateException("a fatal error: " + e, e);
    }
}
