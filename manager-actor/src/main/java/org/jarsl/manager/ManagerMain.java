package org.jarsl.manager;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.jarsl.actor.ActorSystems;
import org.jarsl.actor.Endpoint;
import org.jarsl.interchange.InterchangeAddress;
import org.jarsl.interchange.Version;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.settings.SettingsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manager's JVM: {@code java org.jarsl.manager.ManagerMain key=value ...}. It is started by a block's script, joins
 * the head's cluster, and the cluster of the next head if the run is resumed, and ends with its actor. Exit codes: 0 told
 * to stop, 2 wrong arguments, 3 the head cannot be reached.
 */
public final class ManagerMain {
    private static final int CONNECT_MILLIS = 30_000;
    private static final int LEAVE_SECONDS = 20;

    private static final long RETRY_MILLIS = 500;
    private static final Duration FIRST_ADDRESS = Duration.ofMinutes(2);

    private final ManagerSettings settings;
    private final Holdings holdings;
    private final Logger log = LoggerFactory.getLogger(ManagerMain.class);
    private Connection connection;
    /** Of the connection; null between two. */
    private volatile @Nullable ActorSystem<ManagerMessage> system;

    private ManagerMain(ManagerSettings settings, Holdings holdings, Connection first) {
        this.settings = settings;
        this.holdings = holdings;
        this.connection = first;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> environment = System.getenv();
        ManagerSettings settings;
        ManagerInfo info;
        WorkerPlan plan;
        try {
            settings = ManagerSettings.parse(
                    arguments, environment, hostName(), ProcessHandle.current().pid());
            int cores = NodeResources.cores(environment);
            long memory = NodeResources.memoryBytes(environment);
            plan = WorkerPlan.of(settings, cores, memory);
            info = info(settings, plan, cores, memory);
        } catch (SettingsException | IllegalArgumentException e) {
            System.err.println("jarsl manager: " + e.getMessage());
            System.exit(2);
            return;
        }
        Files.createDirectories(settings.logDirectory().resolve(settings.managerName()));
        // Read by jarsl-process-logback.xml, so it must be set before the first logger is made.
        System.setProperty(
                "jarsl.log.directory",
                settings.logDirectory().resolve(settings.managerName()).toString());
        System.setProperty("jarsl.log.name", "manager");
        System.setProperty("logback.configurationFile", "jarsl-process-logback.xml");
        LoggerFactory.getLogger(ManagerMain.class).info("{}", settings);
        InterchangeAddress first = firstAddress(settings);
        String own;
        try {
            own = addressThatReaches(first, settings.transport());
        } catch (IOException e) {
            System.err.println("jarsl manager: the head at " + first.seed() + " cannot be reached from node "
                    + settings.node() + ": " + e);
            System.exit(3);
            return;
        }
        Machine machine = new ThisMachine(settings, info, plan);
        new ManagerMain(settings, new Holdings(settings, info, machine), Connection.first(first, machine)).serve(own);
        // Threads that user code has left behind must not keep a node's JVM alive.
        System.exit(0);
    }

    /** Of an interchange that is a process of its own, it is not known before that is up. */
    private static InterchangeAddress firstAddress(ManagerSettings settings) throws InterruptedException {
        InterchangeAddress told = settings.interchange();
        Optional<InterchangeAddress> found = InterchangeAddress.read(settings.logDirectory());
        long end = System.nanoTime() + FIRST_ADDRESS.toNanos();
        while (found.isEmpty() && told.interchange().isEmpty()) {
            if (System.nanoTime() > end) {
                System.err.println("jarsl manager: no interchange has written its address into "
                        + settings.logDirectory() + " for " + FIRST_ADDRESS.toSeconds() + " s");
                System.exit(3);
            }
            Thread.sleep(RETRY_MILLIS);
            found = InterchangeAddress.read(settings.logDirectory());
        }
        return found.orElse(told);
    }

    /** One head or interchange after the other, until there is no other. */
    private void serve(String firstOwn) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::leave, "jarsl-leave"));
        Optional<String> own = Optional.of(firstOwn);
        while (own.isPresent()) {
            ActorSystem<ManagerMessage> started = start(own.get());
            system = started;
            Optional<InterchangeAddress> next = connection.next().join();
            if (next.isEmpty()) {
                started.getWhenTerminated().toCompletableFuture().join();
                sayIfGivenUp();
                return;
            }
            system = null;
            connection = connection.to(next.get());
            own = reach();
        }
        log.error("{}", connection.givenUp());
        sayIfGivenUp();
        holdings.close();
    }

    /** Standard error is what the head shows of a block that ends. */
    private void sayIfGivenUp() {
        if (connection.isGivenUp(settings.patience())) {
            System.err.println(connection.givenUp());
        }
    }

    /** By which address of this node the interchange, or the latest one, is reached; empty if it is not for too long. */
    private Optional<String> reach() throws InterruptedException {
        while (!connection.isGivenUp(settings.patience())) {
            try {
                return Optional.of(addressThatReaches(connection.address(), settings.transport()));
            } catch (IOException e) {
                log.info("{} cannot be reached yet: {}", connection.address().seed(), e.toString());
                Thread.sleep(RETRY_MILLIS);
                connection = InterchangeAddress.read(settings.logDirectory())
                        .map(connection::to)
                        .orElse(connection);
            }
        }
        return Optional.empty();
    }

    private static ManagerInfo info(ManagerSettings settings, WorkerPlan plan, int cores, long memory) {
        return new ManagerInfo(
                new ManagerId(settings.managerName(), System.currentTimeMillis()),
                Version.JARSL,
                Version.JAVA,
                settings.blockId(),
                settings.node(),
                ProcessHandle.current().pid(),
                plan.workers(),
                plan.shape(),
                cores,
                memory,
                settings.accelerators().size());
    }

    private ActorSystem<ManagerMessage> start(String own) {
        Connection current = connection;
        return ActorSystems.besideHead(
                Behaviors.setup(context -> {
                    InterchangeAddress there = current.address();
                    Address seed = AddressFromURIString.parse(there.seed());
                    Cluster.get(context.getSystem()).manager().tell(new JoinSeedNodes(List.of(seed)));
                    ActorRef<InterchangeMessage> interchange =
                            ActorRefResolver.get(context.getSystem()).resolveActorRef(there.interchange());
                    return ManagerActor.create(holdings, current, interchange);
                }),
                settings.endpoint(own),
                "manager");
    }

    /** On SIGTERM; shell commands run in process groups of their own and would stay behind. */
    private void leave() {
        ActorSystem<ManagerMessage> current = system;
        if (current == null) {
            holdings.close();
            return;
        }
        current.tell(ManagerActor.Leave.LEAVE);
        current.getWhenTerminated()
                .toCompletableFuture()
                .completeOnTimeout(Done.done(), LEAVE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** A node has many addresses; the right one is that from which the head is reached. */
    private static String addressThatReaches(InterchangeAddress interchange, String transport) throws IOException {
        Address head = AddressFromURIString.parse(interchange.seed());
        InetSocketAddress there = new InetSocketAddress(
                head.getHost().orElseThrow(), head.getPort().orElseThrow());
        if (!transport.equals(Endpoint.UDP)) {
            try (Socket socket = new Socket()) {
                socket.connect(there, CONNECT_MILLIS);
                return socket.getLocalAddress().getHostAddress();
            }
        }
        // UDP sends nothing to connect, so this asks for the way alone, not whether anybody is there.
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(there);
            return socket.getLocalAddress().getHostAddress();
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            String name = System.getenv("HOSTNAME");
            return name == null ? "unknown" : name;
        }
    }
}
