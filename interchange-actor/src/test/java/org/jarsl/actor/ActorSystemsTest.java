package org.jarsl.actor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.util.ManifestInfo;
import org.junit.jupiter.api.Test;

class ActorSystemsTest {
    @Test
    void pekkoStillLooksForMixedVersionsOfItself() {
        ActorSystem<Void> system = ActorSystems.create(
                Behaviors.empty(),
                new Endpoint("127.0.0.1", 0, "tcp", Path.of(""))
                        .settings("test", Map.of("pekko.actor.provider", "local")));
        try {
            var versions = ManifestInfo.get(system.classicSystem()).versions();
            assertTrue(versions.contains("pekko-actor"), versions::toString);
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
        }
    }
}
