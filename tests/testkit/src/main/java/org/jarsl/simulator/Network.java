package org.jarsl.simulator;

import java.util.Random;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from host to host, each after a while. Two hosts' messages stay in their order and none is lost, unless
 * the {@link Weather} of one of them is bad. Within a process there is no network.
 */
final class Network {
    private static final int OF = 100;
    private static final long LATE_NANOS = 2_000_000_000;

    private final Agenda agenda;
    private final Trace trace;
    private final @Nullable Checks checks;
    private final Random random;
    private final long latencyNanos;
    private final long jitterNanos;
    private final ToLongFunction<Object> sending;
    private long messages;

    /** A fair one. */
    Network(Agenda agenda, Trace trace, Costs costs) {
        this(agenda, trace, null, new Random(0), costs.latency(), 0, costs::ofWire);
    }

    /** What takes {@code latencyNanos} takes up to {@code jitterNanos} more. */
    Network(Agenda agenda, Trace trace, @Nullable Checks checks, Random random, long latencyNanos, long jitterNanos) {
        this(agenda, trace, checks, random, latencyNanos, jitterNanos, message -> 0);
    }

    private Network(
            Agenda agenda,
            Trace trace,
            @Nullable Checks checks,
            Random random,
            long latencyNanos,
            long jitterNanos,
            ToLongFunction<Object> sending) {
        this.agenda = agenda;
        this.trace = trace;
        this.checks = checks;
        this.random = random;
        this.latencyNanos = latencyNanos;
        this.jitterNanos = jitterNanos;
        this.sending = sending;
    }

    void carry(Host from, Host to, Object message, Runnable arrive) {
        if (from.isDead()) {
            return;
        }
        messages++;
        if (checks != null) {
            checks.sent(to, message);
        }
        if (from.head && to.head) {
            arrive(from, to, message, arrive);
            return;
        }
        Weather weather = from.weather().isFair() ? to.weather() : from.weather();
        if (weather.isFair()) {
            inOrder(from, to, message, arrive);
            return;
        }
        int fate = random.nextInt(OF);
        if (fate < weather.lost()) {
            trace.lost(from, to, message);
        } else if (fate < weather.lost() + weather.late()) {
            agenda.after(latencyNanos + LATE_NANOS, () -> arrive(from, to, message, arrive));
        } else {
            inOrder(from, to, message, arrive);
            if (fate < weather.lost() + weather.late() + weather.doubled()) {
                inOrder(from, to, message, arrive);
            }
        }
    }

    private void inOrder(Host from, Host to, Object message, Runnable arrive) {
        // Managers talk to nobody but a head.
        long nanos = from.compute(sending.applyAsLong(message)) + nextDelay();
        if (from.head) {
            nanos = Math.max(nanos, to.lastToNanos);
            to.lastToNanos = nanos;
        } else {
            nanos = Math.max(nanos, from.lastFromNanos);
            from.lastFromNanos = nanos;
        }
        agenda.at(nanos, () -> arrive(from, to, message, arrive));
    }

    private long nextDelay() {
        return jitterNanos == 0 ? latencyNanos : latencyNanos + (long) (random.nextDouble() * jitterNanos);
    }

    private void arrive(Host from, Host to, Object message, Runnable arrive) {
        if (!to.isDead()) {
            trace.arrived(from, to, message);
            to.take(message, arrive);
        }
    }

    /** The actor that it is for begins with it. */
    void taken(Host from, Object message) {
        if (checks != null) {
            checks.taken(from, message);
        }
    }

    long messages() {
        return messages;
    }
}
