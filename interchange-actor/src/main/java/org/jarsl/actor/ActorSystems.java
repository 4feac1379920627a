package org.jarsl.actor;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.jar.JarFile;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/** Starts the actor systems of processes that a head has started. */
public final class ActorSystems {
    private ActorSystems() {}

    /**
     * Of a process with the class path of its head. Pekko looks for mixed versions of itself in the manifests of all jars,
     * which takes a seventh of the time of its start; in the head it has found none.
     */
    public static <T> ActorSystem<T> besideHead(Behavior<T> guardian, Endpoint endpoint, String role) {
        ClassLoader loader = new WithoutManifests(ActorSystems.class.getClassLoader());
        return ActorSystem.create(
                guardian,
                "jarsl",
                BootstrapSetup.create(endpoint.settings(role, Map.of("pekko.jvm-exit-on-fatal-error", "on")))
                        .withClassloader(loader));
    }

    private static final class WithoutManifests extends ClassLoader {
        private WithoutManifests(ClassLoader parent) {
            super(parent);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.equals(JarFile.MANIFEST_NAME) ? Collections.emptyEnumeration() : super.getResources(name);
        }
    }
}
