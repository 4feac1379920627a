package org.jarsl.simulator;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** Pekko's timers in a {@link World}'s time; made by Pekko, as the world's configuration says. */
public final class VirtualScheduler extends AbstractScheduler {
    private static final class Timer implements Cancellable {
        private Agenda.Entry next;
        private boolean cancelled;

        private Timer(Agenda.Entry first) {
            next = first;
        }

        @Override
        public boolean cancel() {
            cancelled = true;
            return next.cancel();
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }

    private final Agenda agenda;

    public VirtualScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        agenda = World.of(config).agenda();
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable action, ExecutionContext executor) {
        return new Timer(agenda.after(delay.toNanos(), () -> executor.execute(action)));
    }

    @Override
    @SuppressWarnings("deprecation") // by whom it is called, not that it must be there
    public Cancellable schedule(
            FiniteDuration delay, FiniteDuration period, Runnable action, ExecutionContext executor) {
        Runnable[] again = new Runnable[1];
        Timer timer = new Timer(agenda.after(delay.toNanos(), () -> again[0].run()));
        again[0] = () -> {
            executor.execute(action);
            if (!timer.cancelled) {
                timer.next = agenda.after(period.toNanos(), again[0]);
            }
        };
        return timer;
    }

    @Override
    public double maxFrequency() {
        return 1e9;
    }
}
