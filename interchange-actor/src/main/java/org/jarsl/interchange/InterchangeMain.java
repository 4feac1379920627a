package org.jarsl.interchange;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.jarsl.actor.ActorSystems;
import org.jarsl.actor.Endpoint;
import org.jarsl.settings.Settings;
import org.slf4j.LoggerFactory;

/**
 * The JVM of an interchange of its own: {@code java org.jarsl.interchange.InterchangeMain key=value ...}, started by the
 * head and bound to it by its standard input: when that ends, the head has ended, and so does this process. It joins the
 * head's cluster.
 */
public final class InterchangeMain {
    private static final Duration LEAVE = Duration.ofSeconds(5);

    private InterchangeMain() {}

    /**
     * @param arguments {@code head} (address of its actor system), {@code link} (its actor), {@code process} (a number),
     *     {@code run-directory}, {@code log-directory}, {@code transport}, {@code resumable} (whether the managers are to wait for another head)
     */
    public static void main(String[] arguments) throws IOException {
        Settings settings = settings(arguments);
        Path logDirectory = Path.of(settings.text("log-directory"));
        Files.createDirectories(logDirectory);
        // Read by jarsl-process-logback.xml, so it must be set before the first logger is made.
        System.setProperty("jarsl.log.directory", logDirectory.toString());
        System.setProperty("jarsl.log.name", "interchange");
        System.setProperty("logback.configurationFile", "jarsl-process-logback.xml");
        Address head = AddressFromURIString.parse(settings.text("head"));
        boolean resumable = settings.flag("resumable");
        ActorSystem<InterchangeHost.Command> system = start(settings, head);
        LoggerFactory.getLogger(InterchangeMain.class)
                .info("interchange {} of the head at {}", settings.text("process"), head);
        Thread watch = new Thread(() -> endWithTheHead(system, resumable), "jarsl-head-watch");
        watch.setDaemon(true);
        watch.start();
        system.getWhenTerminated().toCompletableFuture().join();
        System.exit(0);
    }

    private static Settings settings(String[] arguments) {
        Map<String, String> values = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return Settings.of(ConfigFactory.parseMap(values, "command line").atPath("interchange"), "interchange");
    }

    private static ActorSystem<InterchangeHost.Command> start(Settings settings, Address head) {
        return ActorSystems.besideHead(
                Behaviors.setup(context -> {
                    Cluster.get(context.getSystem()).manager().tell(new JoinSeedNodes(List.of(head)));
                    return InterchangeHost.create(
                            settings.whole("process", 1, Integer.MAX_VALUE),
                            ActorRefResolver.get(context.getSystem()).resolveActorRef(settings.text("link")));
                }),
                // On the head's machine, so by the same address.
                new Endpoint(
                        head.getHost().orElseThrow(),
                        0,
                        settings.oneOf("transport", Endpoint.TRANSPORTS),
                        Path.of(settings.text("run-directory"))),
                "interchange");
    }

    private static void endWithTheHead(ActorSystem<InterchangeHost.Command> system, boolean resumable) {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever sent.
            }
            if (!resumable) {
                system.tell(InterchangeHost.HeadGone.HEAD_GONE);
                Thread.sleep(LEAVE.toMillis());
            }
        } catch (IOException | InterruptedException e) {
            LoggerFactory.getLogger(InterchangeMain.class).error("the head cannot be watched any more", e);
        }
        Runtime.getRuntime().halt(0);
    }
}
