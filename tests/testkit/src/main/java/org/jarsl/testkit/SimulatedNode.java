package org.jarsl.testkit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jarsl.interchange.InterchangeAddress;
import org.jspecify.annotations.Nullable;

/**
 * A node with a manager, which a test starts, troubles and ends. The commands return at once; the {@code await} methods
 * wait, for 30 s at most. A node that has ended can be started again. Thread-safe.
 */
public final class SimulatedNode {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SimulatedManager.Site site;
    private final NodeSystem system;
    private final String name;
    private final ScheduledExecutorService timer;
    // Guarded by this.
    private long lives;
    private @Nullable SimulatedManager manager;
    private @Nullable Duration walltime;

    SimulatedNode(SimulatedManager.Site site, NodeSystem system, String name) {
        this.site = site;
        this.system = system;
        this.name = name;
        this.timer = site.workers().timer();
    }

    /** As task listeners, failures and {@link org.jarsl.DataFlowKernel#nodes} name it: {@code node-0}. */
    public String name() {
        return name;
    }

    /**
     * Starts its manager, which registers within moments.
     *
     * @throws IllegalStateException if it runs
     */
    public synchronized void start() {
        if (manager != null && !manager.ended().isDone()) {
            throw new IllegalStateException(name + " runs already; only a node that has ended can be started again");
        }
        InterchangeAddress interchange = InterchangeAddress.read(site.directory())
                .orElseThrow(() -> new IllegalStateException(name + " cannot start, for no interchange has written its"
                        + " address into " + site.directory() + "; is the DataFlowKernel closed?"));
        SimulatedManager started = new SimulatedManager(site, system, name, ++lives, walltime);
        manager = started;
        started.start(interchange);
        if (walltime != null) {
            after(walltime, started::kill);
        }
    }

    /**
     * Its block ends so long after the next {@link #start}: the interchange knows, and drains it before; what still runs
     * then is lost.
     *
     * @throws IllegalStateException if it runs, for it has told its walltime when it registered
     */
    public synchronized SimulatedNode walltime(Duration duration) {
        if (manager != null && !manager.ended().isDone()) {
            throw new IllegalStateException(
                    name + " runs, and told its walltime when it registered; set it before the start");
        }
        walltime = duration;
        return this;
    }

    /** Dies at once and silently, as by {@code kill -9} or when power fails; functions that run are interrupted. */
    public void kill() {
        manager().kill();
    }

    /** Stands still, as by SIGSTOP, until {@link #thaw}: messages wait, no task begins. A function that runs goes on. */
    public void hang() {
        manager().freeze();
    }

    /** Stands still for so long. */
    public void hang(Duration duration) {
        SimulatedManager frozen = manager();
        frozen.freeze();
        after(duration, frozen::thaw);
    }

    public void thaw() {
        manager().thaw();
    }

    /** Loses the network until {@link #heal}; what is sent meanwhile, either way, arrives then. Its tasks run on. */
    public void cut() {
        manager().cut();
    }

    public void heal() {
        manager().heal();
    }

    /** Leaves as by SIGTERM: gives back what has not started, lets end what runs, for 8 s, and ends. */
    public void leave() {
        manager().leave();
    }

    /** Whether it has registered and not ended. The interchange hears of the end later, or never. */
    public synchronized boolean isUp() {
        return manager != null
                && manager.registered().isDone()
                && !manager.ended().isDone();
    }

    /** How many tasks its workers are at. */
    public int running() {
        return manager().workers().running();
    }

    /** How many tasks have ended on it since it was started, whatever the interchange made of their results. */
    public int ended() {
        return manager().workers().ended();
    }

    /** Returns when it has registered. */
    public void awaitUp() {
        await(
                manager().registered(),
                "has not registered with the interchange; why, may be in jarsl.log in "
                        + site.directory().getParent());
    }

    /** Returns when it has ended. */
    public void awaitEnd() {
        await(manager().ended(), "has not ended; it runs " + running() + " tasks");
    }

    private void await(CompletableFuture<Void> event, String otherwise) {
        try {
            event.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(name + " " + otherwise + " (waited " + PATIENCE.toSeconds() + " s)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void after(Duration delay, Runnable action) {
        var unused = timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized SimulatedManager manager() {
        if (manager == null) {
            throw new IllegalStateException(name + " has not been started");
        }
        return manager;
    }

    @Override
    public String toString() {
        return name;
    }
}
