package org.jarsl.actor;

import java.time.Duration;
import java.util.BitSet;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jarsl.protocol.LargeValue;
import org.jarsl.protocol.ValueMessage;
import org.jarsl.protocol.ValueMessage.ValuePart;
import org.jspecify.annotations.Nullable;

/**
 * Pulls one large value from its holder, a few parts at a time, and stops. A part that does not come is asked for
 * again; a holder that gives nothing for a while, or no longer has the value, ends the transfer with null, and so does
 * whatever ends the fetcher itself, such as a lack of memory for the value.
 */
public final class ValueFetcher extends AbstractBehavior<ValueFetcher.Command> {
    /** What the fetcher hears. */
    public sealed interface Command {}

    private record Part(ValuePart part) implements Command {}

    private enum Tick implements Command {
        TICK
    }

    /** A part fits an Artery frame of the default 256 KiB with room to spare. */
    static final int PART_BYTES = 128 * 1024;

    private static final int WINDOW = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_SILENT_TICKS = 4;

    private final LargeValue value;
    private final Consumer<byte @Nullable []> done;
    private final byte[] bytes;
    private final BitSet arrived = new BitSet();
    private final int parts;
    private final org.apache.pekko.actor.typed.ActorRef<ValuePart> answers;
    private int asked;
    private int silentTicks;
    private boolean ended;

    private ValueFetcher(ActorContext<Command> context, LargeValue value, Consumer<byte @Nullable []> done) {
        super(context);
        this.value = value;
        this.done = done;
        this.bytes = new byte[value.size()];
        this.parts = (value.size() + PART_BYTES - 1) / PART_BYTES;
        this.answers = context.messageAdapter(ValuePart.class, Part::new);
        while (asked < Math.min(WINDOW, parts)) {
            ask(asked++);
        }
    }

    /** {@code done} is called once, on the fetcher's thread, with the bytes or with null when they cannot be had. */
    public static Behavior<Command> create(LargeValue value, Consumer<byte @Nullable []> done) {
        return FatalErrors.stopTheActor(Behaviors.withTimers(timers -> Behaviors.setup(context -> {
            try {
                timers.startTimerWithFixedDelay(Tick.TICK, PATIENCE);
                return new ValueFetcher(context, value, done);
            } catch (RuntimeException | Error e) {
                context.getLog().error("a value of {} bytes cannot be fetched", value.size(), e);
                done.accept(null);
                return Behaviors.stopped();
            }
        })));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Part.class, this::onPart)
                .onMessage(Tick.class, this::onTick)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Command> onPart(Part message) {
        ValuePart part = message.part();
        if (part.bytes().length == 0) {
            return end(null);
        }
        silentTicks = 0;
        System.arraycopy(part.bytes(), 0, bytes, part.offset(), part.bytes().length);
        arrived.set(part.offset() / PART_BYTES);
        if (arrived.cardinality() == parts) {
            value.holder().tell(new ValueMessage.Release(value.id()));
            return end(bytes);
        }
        if (asked < parts) {
            ask(asked++);
        }
        return this;
    }

    private Behavior<Command> onTick(Tick tick) {
        if (++silentTicks > MAX_SILENT_TICKS) {
            return end(null);
        }
        if (silentTicks > 1) {
            for (int i = arrived.nextClearBit(0); i < asked; i = arrived.nextClearBit(i + 1)) {
                ask(i);
            }
        }
        return this;
    }

    private Behavior<Command> onPostStop(PostStop stopped) {
        if (!ended) {
            end(null);
        }
        return this;
    }

    private void ask(int part) {
        int offset = part * PART_BYTES;
        int length = Math.min(PART_BYTES, value.size() - offset);
        value.holder().tell(new ValueMessage.ReadPart(value.id(), offset, length, answers));
    }

    private Behavior<Command> end(byte @Nullable [] result) {
        ended = true;
        done.accept(result);
        return Behaviors.stopped();
    }
}
