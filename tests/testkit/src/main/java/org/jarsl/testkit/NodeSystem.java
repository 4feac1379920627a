package org.jarsl.testkit;

import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jarsl.Config;

/**
 * An actor system in which the managers of several nodes are. In contrast to a manager's own it is no member of the
 * head's cluster, from which the head would remove all of its nodes when it loses one; and it has few threads.
 */
final class NodeSystem {
    private static final int THREADS = 2;

    /** To be done on the guardian's thread, with its context. */
    interface Action extends Consumer<ActorContext<Action>> {}

    private final ActorSystem<Action> system;

    NodeSystem(Config.Head head) {
        String threads = "pekko.actor.default-dispatcher.fork-join-executor.parallelism-";
        Map<String, Object> settings = Map.of(
                "pekko.actor.provider",
                "remote",
                // It warns of being no member.
                "pekko.loglevel",
                "ERROR",
                "pekko.remote.artery.canonical.hostname",
                head.address(),
                "pekko.remote.artery.transport",
                head.transport(),
                threads + "min",
                THREADS,
                threads + "max",
                THREADS);
        system = ActorSystem.create(
                Behaviors.<Action>setup(context -> Behaviors.receiveMessage(action -> {
                    action.accept(context);
                    return Behaviors.same();
                })),
                "jarsl",
                ConfigFactory.parseMap(settings)
                        .withFallback(ConfigFactory.parseResources("jarsl-pekko.conf"))
                        .withFallback(ConfigFactory.defaultReference())
                        .resolve());
    }

    void run(Action action) {
        system.tell(action);
    }

    CompletionStage<Done> terminate() {
        system.terminate();
        return system.getWhenTerminated();
    }
}
