package org.jarsl.actor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.util.ManifestInfo;
import org.junit.jupiter.api.Test;

class ActorSystemsTest {
    @Test
    void pekkoStillLooksForMixedVersionsOfItself() {
        ActorSystem<Void> system = ActorSystems.create(
                Behaviors.empty(),
                ConfigFactory.parseString("pekko.actor.provider = local")
                        .withFallback(ConfigFactory.parseResources("jarsl-pekko.conf"))
                        .withFallback(ConfigFactory.defaultReference())
                        .resolve());
        try {
            var versions = ManifestInfo.get(system.classicSystem()).versions();
            assertTrue(versions.contains("pekko-actor"), versions::toString);
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
        }
    }
}
