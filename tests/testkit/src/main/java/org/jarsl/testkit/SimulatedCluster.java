package org.jarsl.testkit;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.ExecutorConfig;
import org.jarsl.HighThroughputConfig;
import org.jarsl.block.BlockSettings;
import org.jarsl.block.core.BlockErrorHandler;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.interchange.InterchangeAddress;
import org.jspecify.annotations.Nullable;

/**
 * A DataFlowKernel and the simulated nodes of its high-throughput executor, all in this JVM. In contrast to a run on a
 * site nothing is submitted and no JVM is started; interchange and managers are the real ones, and speak over TCP.
 *
 * <pre>{@code
 * try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).workersPerNode(2).start()) {
 *     cluster.node(0).kill();
 * }
 * }</pre>
 *
 * <p>Functions run for real, at most 64 at a time; shell commands, too. Thread-safe.
 */
public final class SimulatedCluster implements AutoCloseable {
    /** How a cluster is made. Not thread-safe; may start several, one after the other. */
    public static final class Builder {
        private record Scheduled(Duration after, Consumer<SimulatedCluster> action) {}

        private int nodes = 1;
        private int workersPerNode = 1;
        private String config = "";
        private Function<String, Duration> pretence = app -> Duration.ZERO;
        private final List<Scheduled> schedule = new ArrayList<>();

        private Builder() {}

        /** How many there are at the beginning; 1 unless it is said, and 0 if all join late. */
        public Builder nodes(int count) {
            nodes = atLeast(0, "nodes", count);
            return this;
        }

        /** 1 unless it is said. */
        public Builder workersPerNode(int count) {
            workersPerNode = atLeast(1, "workersPerNode", count);
            return this;
        }

        /**
         * What differs from the defaults, as in a site's file; {@code jarsl.executors} must have one that is
         * high-throughput. Heartbeats are quicker than elsewhere: a dead node is noticed after 2 s. The run directory is
         * a temporary one, removed in the end, unless {@code jarsl.run-directory} names another.
         */
        public Builder config(String hocon) {
            config = hocon;
            return this;
        }

        /** How long each task occupies its worker before its function runs, which takes no pretended time. */
        public Builder pretend(Duration duration) {
            return pretend(app -> duration);
        }

        /** As {@link #pretend(Duration)}, by the name of the app; called on any thread. */
        public Builder pretend(Function<String, Duration> ofApp) {
            pretence = ofApp;
            return this;
        }

        /** Does something to the cluster so long after its start; if that throws, so does {@link SimulatedCluster#close}. */
        public Builder schedule(Duration after, Consumer<SimulatedCluster> action) {
            schedule.add(new Scheduled(after, action));
            return this;
        }

        /** Returns when all nodes have registered. */
        public SimulatedCluster start() {
            SimulatedCluster cluster = new SimulatedCluster(this);
            try {
                cluster.startNodes(nodes);
                schedule.forEach(each -> cluster.schedule(each.after(), each.action()));
                return cluster;
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
        }

        /** Gives each test of a class a cluster of its own. */
        public SimulatedClusterExtension extension() {
            return new SimulatedClusterExtension(this);
        }

        private static int atLeast(int least, String what, int value) {
            if (value < least) {
                throw new IllegalArgumentException(what + " must be at least " + least + ", not " + value);
            }
            return value;
        }
    }

    private static final String DEFAULTS =
            "jarsl.executor-defaults.high-throughput { heartbeat-period = 250ms, heartbeat-threshold = 2s }, ";
    private static final Duration NO_TIMEOUT = Duration.ofDays(7);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_NANOS = 5_000_000;
    /** The first nodes have one each, as on a site; 2,048 would be too many for one JVM. */
    private static final int MAX_SYSTEMS = 16;

    /** Removed in the end; null if the configuration names a run directory. */
    private final @Nullable Path temporary;

    private final DataFlowKernel dfk;
    private final Config.Head head;
    private final ScheduledThreadPoolExecutor timer;
    private final Functions functions;
    private final SimulatedManager.Site site;
    private final List<NodeSystem> systems = new ArrayList<>();
    private final List<SimulatedNode> nodes = new CopyOnWriteArrayList<>();
    private final LongAdder messages = new LongAdder();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    public static Builder builder() {
        return new Builder();
    }

    private SimulatedCluster(Builder builder) {
        String hocon = DEFAULTS + builder.config;
        Config config = withSimulatedNodes(Config.parse(hocon));
        HighThroughputConfig executor = highThroughput(config);
        head = config.head();
        temporary = ConfigFactory.parseString(hocon).hasPath("jarsl.run-directory") ? null : temporaryDirectory();
        dfk = DataFlowKernel.load(temporary == null ? config : config.withRunDirectory(temporary));
        timer = new ScheduledThreadPoolExecutor(1, SimulatedCluster::timerThread);
        timer.setRemoveOnCancelPolicy(true);
        functions = new Functions(dfk.runDirectory().resolve("scratch"));
        site = new SimulatedManager.Site(
                executor,
                config.maxValueBytes(),
                dfk.runDirectory().resolve(executor.label()),
                builder.workersPerNode,
                new SimulatedWorkers.Site(functions, timer, builder.pretence),
                messages);
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("jarsl-test-");
        } catch (IOException e) {
            throw new UncheckedIOException("a simulated cluster needs a temporary directory for its run", e);
        }
    }

    private static Thread timerThread(Runnable task) {
        Thread thread = new Thread(task, "jarsl-simulated-time");
        thread.setDaemon(true);
        return thread;
    }

    private static HighThroughputConfig highThroughput(Config config) {
        List<HighThroughputConfig> all = config.executors().stream()
                .filter(HighThroughputConfig.class::isInstance)
                .map(HighThroughputConfig.class::cast)
                .toList();
        if (all.size() != 1) {
            throw new IllegalArgumentException("the nodes of a simulated cluster are those of its one high-throughput"
                    + " executor, but jarsl.executors has " + all.size());
        }
        return all.get(0);
    }

    /** One block that never ends, which no scheduler knows. */
    private static Config withSimulatedNodes(Config config) {
        HighThroughputConfig executor = highThroughput(config);
        HighThroughputConfig simulated = executor.withBlocks(new BlockSettings(
                new NoScheduler(),
                ScalingSettings.fixed(1),
                1,
                "",
                1,
                new BlockErrorHandler.None(),
                NO_TIMEOUT,
                executor.blocks().launcher()));
        return config.withExecutors(config.executors().stream()
                .map(each -> each == executor ? simulated : each)
                .toArray(ExecutorConfig[]::new));
    }

    private void startNodes(int count) {
        awaitInterchange();
        for (int i = 0; i < count; i++) {
            addNode().start();
        }
        nodes.forEach(SimulatedNode::awaitUp);
    }

    /** One that is a process of its own takes a moment. */
    private void awaitInterchange() {
        long end = System.nanoTime() + SimulatedNode.PATIENCE.toNanos();
        while (InterchangeAddress.read(site.directory()).isEmpty()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no interchange has written its address into " + site.directory()
                        + " for " + SimulatedNode.PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void schedule(Duration after, Consumer<SimulatedCluster> action) {
        var unused = timer.schedule(
                () -> {
                    try {
                        action.accept(this);
                    } catch (Throwable t) {
                        failure.compareAndSet(null, t);
                    }
                },
                after.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** The one to call apps with. */
    public DataFlowKernel dfk() {
        return dfk;
    }

    /** {@code node(0)} is the first. */
    public SimulatedNode node(int number) {
        if (number < 0 || number >= nodes.size()) {
            throw new IllegalArgumentException(
                    "there is no node " + number + "; there are " + nodes.size() + ", counted from 0");
        }
        return nodes.get(number);
    }

    public List<SimulatedNode> nodes() {
        return List.copyOf(nodes);
    }

    /** Another node, which joins when it is {@linkplain SimulatedNode#start started}. */
    public synchronized SimulatedNode addNode() {
        int number = nodes.size();
        if (systems.size() < MAX_SYSTEMS) {
            systems.add(new NodeSystem(head));
        }
        SimulatedNode node = new SimulatedNode(site, systems.get(number % MAX_SYSTEMS), "node-" + number);
        nodes.add(node);
        return node;
    }

    /** How many messages went from managers to the interchange and back. */
    long messages() {
        return messages.sum();
    }

    /**
     * Closes the DataFlowKernel and ends all nodes.
     *
     * @throws IllegalStateException if a scheduled action has thrown something
     */
    @Override
    public void close() {
        dfk.close();
        timer.shutdownNow();
        functions.close();
        CompletableFuture.allOf(terminated())
                .completeOnTimeout(null, STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        if (temporary != null) {
            delete(temporary);
        }
        Throwable thrown = failure.getAndSet(null);
        if (thrown != null) {
            throw new IllegalStateException("what was scheduled for a simulated cluster failed: " + thrown, thrown);
        }
    }

    private synchronized CompletableFuture<?>[] terminated() {
        return systems.stream()
                .map(system -> system.terminate().toCompletableFuture())
                .toArray(CompletableFuture[]::new);
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the run directory of a simulated cluster", e);
        }
    }
}
