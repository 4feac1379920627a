package org.jarsl.dfk;

import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.jarsl.Config;
import org.jarsl.HighThroughputConfig;
import org.jarsl.actor.ActorSystems;
import org.jarsl.actor.Endpoint;
import org.jarsl.actor.FatalErrors;
import org.jarsl.codec.ValueCodec;
import org.jarsl.executor.Head;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.settings.SettingsException;

/** The actor system of one DataFlowKernel. It is a cluster's first member where there are managers to join it. */
final class HeadSystem implements Head {
    private static final Duration SPAWN_TIMEOUT = Duration.ofSeconds(10);

    private final Config config;
    private final Path runDirectory;
    private final AppRegistry apps;
    private final ValueCodec codec;
    private final ExecutorService blocking;
    private final ActorSystem<SpawnProtocol.Command> system;

    HeadSystem(Config config, Path runDirectory, AppRegistry apps, ValueCodec codec, ExecutorService blocking) {
        this.config = config;
        this.runDirectory = runDirectory;
        this.apps = apps;
        this.codec = codec;
        this.blocking = blocking;
        boolean clustered = config.executors().stream().anyMatch(HighThroughputConfig.class::isInstance);
        Endpoint endpoint = new Endpoint(
                config.head().address(), config.head().port(), config.head().transport(), runDirectory);
        if (clustered && endpoint.transport().equals(Endpoint.TLS)) {
            RunCertificate.ensure(endpoint);
        }
        this.system = start(endpoint, Map.of("pekko.actor.provider", clustered ? "cluster" : "local"));
        if (clustered) {
            try {
                Cluster cluster = Cluster.get(system);
                cluster.manager().tell(Join.create(cluster.selfMember().address()));
            } catch (RuntimeException e) {
                system.terminate();
                throw e;
            }
        }
    }

    private static ActorSystem<SpawnProtocol.Command> start(Endpoint endpoint, Map<String, Object> more) {
        try {
            return ActorSystems.create(SpawnProtocol.create(), endpoint.settings("head", more));
        } catch (Exception e) {
            // Not only RuntimeException: Scala's methods throw what they like.
            Throwable root = e;
            while (root.getCause() != null && root.getCause() != root) {
                root = root.getCause();
            }
            SettingsException because = new SettingsException("the head cannot listen on " + endpoint.address() + ":"
                    + endpoint.port() + " over " + endpoint.transport() + " (jarsl.head.address, port and transport): "
                    + root.getMessage());
            because.initCause(e);
            throw because;
        }
    }

    @Override
    public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
        CompletionStage<ActorRef<T>> spawned = AskPattern.ask(
                system,
                replyTo -> new SpawnProtocol.Spawn<>(FatalErrors.stopTheActor(behavior), name, Props.empty(), replyTo),
                SPAWN_TIMEOUT,
                system.scheduler());
        return spawned.toCompletableFuture().join();
    }

    @Override
    public String address() {
        return system.address().toString();
    }

    @Override
    public Config config() {
        return config;
    }

    @Override
    public Path runDirectory() {
        return runDirectory;
    }

    @Override
    public ValueCodec codec() {
        return codec;
    }

    @Override
    public Executor blocking() {
        return blocking;
    }

    @Override
    public Type[] parameterTypes(AppDescriptor app) {
        return apps.parameterTypes(app.id());
    }

    /** Completes when the system has ended. */
    CompletionStage<?> terminate() {
        system.terminate();
        return system.getWhenTerminated();
    }
}
