package org.jarsl.simulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
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
import org.jarsl.protocol.WorkerShape;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.Workers;
import org.jspecify.annotations.Nullable;

/** A simulated node with a manager, from its start to its end. */
final class Node implements Machine {
    /** Where the run's interchange is. */
    interface Directory {
        /** Where it is now. */
        Optional<InterchangeAddress> interchange();

        /** Whether anybody is at this address. */
        Optional<Site> find(InterchangeAddress address);
    }

    /** An interchange and the host that it is on. */
    record Site(Host host, ActorRef<InterchangeMessage> interchange) {}

    private static final int MAX_VALUE_BYTES = 1 << 20;
    private static final long RETRY_NANOS = 500_000_000;
    /** No two nodes' clocks agree. */
    private static final long CLOCK_STEP_NANOS = 1_234_567_890;

    private final World world;
    private final Network network;
    private final Directory directory;
    private final Host host;
    private final ManagerSettings settings;
    private final ManagerInfo info;
    private final long endNanos;
    private final Consumer<Call> begins;
    private final Runnable onEnd;
    private @Nullable ActorRef<Object> manager;
    private int connections;

    /**
     * What a node is for.
     *
     * @param prefetch {@link #ADAPT}, or how many tasks the manager may hold beyond those that run
     */
    record Place(String blockId, int workers, long endNanos, int prefetch) {
        static final long NO_END = Long.MAX_VALUE;
        static final int ADAPT = -1;

        Place(String blockId, int workers, long endNanos) {
            this(blockId, workers, endNanos, ADAPT);
        }
    }

    /**
     * @param begins hears of each call that a worker begins
     * @param onEnd when the manager's process has ended by itself
     */
    Node(
            World world,
            Network network,
            Directory directory,
            Host host,
            Place place,
            Consumer<Call> begins,
            Runnable onEnd) {
        this.world = world;
        this.network = network;
        this.directory = directory;
        this.host = host;
        this.begins = begins;
        this.onEnd = onEnd;
        this.endNanos = place.endNanos();
        String blockId = place.blockId();
        int workers = place.workers();
        this.settings = settings(host.name, place);
        this.info = new ManagerInfo(
                new ManagerId(host.name, 1),
                Version.JARSL,
                Version.JAVA,
                blockId,
                host.name,
                host.number,
                workers,
                new WorkerShape(1, 0, 0),
                workers,
                0,
                0);
    }

    private static ManagerSettings settings(String name, Place place) {
        return new ManagerSettings(
                new InterchangeAddress("", ""),
                name,
                place.blockId(),
                name,
                Path.of("simulated"),
                place.workers(),
                1,
                0,
                List.of(),
                "none",
                place.prefetch(),
                MAX_VALUE_BYTES,
                "tcp",
                false,
                List.of(),
                Duration.ofMinutes(5),
                null);
    }

    Host host() {
        return host;
    }

    ManagerInfo info() {
        return info;
    }

    /** As its process is started. */
    void start() {
        InterchangeAddress first = directory.interchange().orElseThrow();
        connect(new Holdings(settings, info, this), Connection.first(first, this));
    }

    private void connect(Holdings holdings, Connection connection) {
        if (host.isDead()) {
            return;
        }
        Optional<Site> site = directory.find(connection.address());
        if (site.isEmpty()) {
            InterchangeAddress there = directory.interchange().orElse(connection.address());
            world.agenda().after(RETRY_NANOS, () -> connect(holdings, connection.to(there)));
            return;
        }
        world.spawn(
                Station.before(
                        ManagerActor.create(holdings, connection, site.get().interchange()),
                        ManagerMessage.class,
                        network,
                        host,
                        message -> site.get().host()),
                host.name + "-" + ++connections,
                spawned -> manager = spawned);
        var unused = connection.next().thenAccept(next -> {
            if (next.isPresent()) {
                world.agenda().after(RETRY_NANOS, () -> connect(holdings, connection.to(next.get())));
            } else if (!host.isDead()) {
                host.die();
                onEnd.run();
            }
        });
    }

    /** As by SIGTERM. */
    void leave() {
        host.act(() -> {
            if (manager != null) {
                manager.tell(ManagerActor.Leave.LEAVE);
            }
        });
    }

    /** As by {@code kill -9}. What is sent to it goes there all the same, and is seen to go. */
    void kill() {
        host.die();
    }

    @Override
    public long nanoTime() {
        return world.nowNanos() + host.number * CLOCK_STEP_NANOS;
    }

    @Override
    public @Nullable Duration timeLeft() {
        return endNanos == Place.NO_END ? null : Duration.ofNanos(endNanos - world.nowNanos());
    }

    @Override
    public long peakRssBytes() {
        return 0;
    }

    @Override
    public CompletionStage<Optional<InterchangeAddress>> interchange() {
        return CompletableFuture.completedFuture(directory.interchange());
    }

    @Override
    public Workers start(Consumer<Outcome> ended) {
        return new PretendedWorkers(info.workers(), world.agenda(), host, begins, ended);
    }
}
