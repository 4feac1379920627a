package org.jarsl.simulator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * A JVM's worth of actors on one thread, in virtual time: as long as an actor has something to do no time passes, then
 * the clock goes on to what comes next. In contrast to Pekko's ManualTime it needs no thread of a dispatcher, so that
 * the order of everything is the same each time. Single-threaded.
 */
final class World implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final Map<Long, World> WORLDS = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final Agenda agenda = new Agenda();
    /** Whose turn it is, in this order; Pekko's own threads add to it while the actor system starts. */
    private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();

    private final ActorSystem<Runnable> system;
    private @Nullable ActorContext<Runnable> guardian;

    World() {
        WORLDS.put(number, this);
        system = ActorSystem.create(
                Behaviors.<Runnable>setup(context -> {
                    guardian = context;
                    return Behaviors.receiveMessage(action -> {
                        action.run();
                        return Behaviors.same();
                    });
                }),
                "simulation",
                config());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (guardian == null) {
            takeTurns();
            LockSupport.parkNanos(10_000);
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the actor system has not started");
            }
        }
    }

    private Config config() {
        return ConfigFactory.parseMap(Map.of(
                        "jarsl.simulator.world", number,
                        "pekko.actor.provider", "local",
                        "pekko.actor.default-dispatcher.executor", VirtualThread.class.getName(),
                        // So that whoever was told something comes before who told it.
                        "pekko.actor.default-dispatcher.throughput", 1,
                        "pekko.loggers-dispatcher", "pekko.actor.internal-dispatcher",
                        "pekko.scheduler.implementation", VirtualScheduler.class.getName(),
                        "pekko.log-dead-letters", "off",
                        "pekko.loglevel", "WARNING",
                        "pekko.stdout-loglevel", "OFF",
                        "pekko.jvm-shutdown-hooks", "off"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    static World of(Config config) {
        return Objects.requireNonNull(WORLDS.get(config.getLong("jarsl.simulator.world")));
    }

    Agenda agenda() {
        return agenda;
    }

    long nowNanos() {
        return agenda.nowNanos();
    }

    void ready(Runnable turn) {
        ready.add(turn);
    }

    /** Spawns an actor and gives its reference, at this moment but not at once. */
    <M> void spawn(Behavior<M> behavior, String name, Consumer<ActorRef<M>> spawned) {
        system.tell(() -> spawned.accept(Objects.requireNonNull(guardian).spawn(behavior, name)));
    }

    void stop(ActorRef<?> actor) {
        system.tell(() -> Objects.requireNonNull(guardian).stop(actor));
    }

    /** Goes on until that is so; returns false if nothing is to happen any more, or at the time of {@code endNanos}. */
    boolean run(BooleanSupplier until, long endNanos) {
        takeTurns();
        while (!until.getAsBoolean()) {
            if (agenda.nowNanos() >= endNanos || !agenda.step()) {
                return false;
            }
            takeTurns();
        }
        return true;
    }

    private void takeTurns() {
        for (Runnable turn = ready.poll(); turn != null; turn = ready.poll()) {
            turn.run();
        }
    }

    @Override
    public void close() {
        system.terminate();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!system.getWhenTerminated().toCompletableFuture().isDone() && System.nanoTime() < end) {
                takeTurns();
                boolean unused = agenda.step();
                LockSupport.parkNanos(10_000);
            }
            system.getWhenTerminated().toCompletableFuture().get(0, TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the actor system has not ended", e);
        } finally {
            WORLDS.remove(number);
        }
    }
}
