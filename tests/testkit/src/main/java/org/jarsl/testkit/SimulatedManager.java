package org.jarsl.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jarsl.HighThroughputConfig;
import org.jarsl.interchange.InterchangeAddress;
import org.jarsl.interchange.Version;
import org.jarsl.manager.Connection;
import org.jarsl.manager.Holdings;
import org.jarsl.manager.Machine;
import org.jarsl.manager.ManagerActor;
import org.jarsl.manager.ManagerSettings;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.protocol.Wire;
import org.jarsl.protocol.WorkerShape;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.Workers;
import org.jspecify.annotations.Nullable;

/**
 * One life of a node's manager: the production actor between two gates, one for what it hears and one for what it says
 * to the interchange. Thread-safe.
 */
final class SimulatedManager implements Machine {
    /** The block that all nodes are of. */
    private static final String BLOCK = "0";

    /**
     * What the managers of all nodes have in common.
     *
     * @param directory the executor's, in which the interchange's address is
     * @param messages counts those between managers and interchange
     */
    record Site(
            HighThroughputConfig executor,
            int maxValueBytes,
            Path directory,
            int workersPerNode,
            SimulatedWorkers.Site workers,
            LongAdder messages) {}

    private final Site site;
    private final NodeSystem system;
    private final String node;
    private final ManagerInfo info;
    private final SimulatedWorkers workers;
    private final long endNanos;
    private final Holdings holdings;
    private final CompletableFuture<Void> registered = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable Consumer<Outcome> sink;
    private volatile boolean dead;
    private volatile boolean frozen;
    private volatile boolean cut;
    // Of the system's guardian.
    private @Nullable ActorRef<Object> manager;
    private @Nullable ActorRef<Object> sender;
    private int connections;

    /** {@code walltime} is null if nothing ends its block. */
    SimulatedManager(Site site, NodeSystem system, String node, long life, @Nullable Duration walltime) {
        this.site = site;
        this.system = system;
        this.node = node;
        this.endNanos = walltime == null ? Long.MAX_VALUE : System.nanoTime() + walltime.toNanos();
        this.info = new ManagerInfo(
                new ManagerId(node, life),
                Version.JARSL,
                Version.JAVA,
                BLOCK,
                node,
                ProcessHandle.current().pid(),
                site.workersPerNode(),
                new WorkerShape(1, 0, 0),
                site.workersPerNode(),
                0,
                0);
        this.workers = new SimulatedWorkers(site.workersPerNode(), node, site.workers(), this::outcome);
        this.holdings = new Holdings(settings(), info, this);
    }

    private ManagerSettings settings() {
        return new ManagerSettings(
                new InterchangeAddress("", ""),
                node,
                BLOCK,
                node,
                site.directory(),
                site.workersPerNode(),
                1,
                0,
                List.of(),
                "none",
                site.executor().manager().prefetch(),
                site.maxValueBytes(),
                "tcp",
                false,
                List.of(),
                site.executor().manager().patience(),
                null);
    }

    private void outcome(Outcome outcome) {
        Consumer<Outcome> to = sink;
        if (to != null) {
            to.accept(outcome);
        }
    }

    void start(InterchangeAddress interchange) {
        connect(Connection.first(interchange, this));
    }

    private void connect(Connection connection) {
        system.run(context -> {
            if (dead) {
                return;
            }
            stop(context::stop);
            String name = node + "-" + info.id().epoch() + "-" + ++connections;
            ActorRef<InterchangeMessage> interchange = ActorRefResolver.get(context.getSystem())
                    .resolveActorRef(connection.address().interchange());
            sender = context.spawn(
                    Gate.before(
                            Behaviors.receiveMessage(message -> {
                                interchange.tell(message);
                                return Behaviors.same();
                            }),
                            InterchangeMessage.class,
                            this::wayOut),
                    name + "-out");
            manager = context.spawn(
                    Gate.before(
                            ManagerActor.create(holdings, connection, sender.narrow()),
                            ManagerMessage.class,
                            this::wayIn),
                    name);
        });
        var unused = connection
                .next()
                .thenAccept(next -> next.ifPresentOrElse(there -> connect(connection.to(there)), this::end));
    }

    private void stop(Consumer<ActorRef<Object>> stopper) {
        if (manager != null && sender != null) {
            stopper.accept(manager);
            stopper.accept(sender);
        }
    }

    private Gate.Way wayIn(Object message) {
        boolean fromAfar = message instanceof Wire;
        if (dead) {
            return Gate.Way.GONE;
        } else if (frozen || (cut && fromAfar)) {
            return Gate.Way.SHUT;
        } else if (fromAfar) {
            site.messages().increment();
            if (message instanceof ManagerMessage.Registered) {
                registered.complete(null);
            }
        }
        return Gate.Way.OPEN;
    }

    private Gate.Way wayOut(Object message) {
        if (dead) {
            return Gate.Way.GONE;
        } else if (cut) {
            return Gate.Way.SHUT;
        }
        site.messages().increment();
        return Gate.Way.OPEN;
    }

    /** As by {@code kill -9}, or when power fails: nobody hears of it. */
    void kill() {
        dead = true;
        end();
    }

    private void end() {
        ended.complete(null);
        workers.close();
        system.run(context -> stop(context::stop));
    }

    /** As by SIGSTOP. */
    void freeze() {
        frozen = true;
        workers.freeze();
    }

    void thaw() {
        frozen = false;
        workers.thaw();
        look();
    }

    /** As when a switch fails: what is sent is not lost, but waits. */
    void cut() {
        cut = true;
    }

    void heal() {
        cut = false;
        look();
    }

    private void look() {
        tell(Gate.Look.LOOK);
        system.run(context -> {
            if (sender != null) {
                sender.tell(Gate.Look.LOOK);
            }
        });
    }

    /** As by SIGTERM. */
    void leave() {
        tell(ManagerActor.Leave.LEAVE);
    }

    private void tell(Object message) {
        system.run(context -> {
            if (manager != null) {
                manager.tell(message);
            }
        });
    }

    SimulatedWorkers workers() {
        return workers;
    }

    CompletableFuture<Void> registered() {
        return registered;
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public @Nullable Duration timeLeft() {
        return endNanos == Long.MAX_VALUE ? null : Duration.ofNanos(endNanos - System.nanoTime());
    }

    @Override
    public long peakRssBytes() {
        return 0;
    }

    @Override
    public CompletionStage<Optional<InterchangeAddress>> interchange() {
        return CompletableFuture.completedFuture(cut ? Optional.empty() : InterchangeAddress.read(site.directory()));
    }

    @Override
    public Workers start(Consumer<Outcome> outcomes) {
        sink = outcomes;
        return workers;
    }
}
