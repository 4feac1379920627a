package org.jarsl.actor;

import com.typesafe.config.Config;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.jar.JarFile;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/** Starts the actor systems of Jarsl's processes. */
public final class ActorSystems {
    private ActorSystems() {}

    /** Of a process that a head has started. */
    public static <T> ActorSystem<T> besideHead(Behavior<T> guardian, Endpoint endpoint, String role) {
        return create(guardian, endpoint.settings(role, Map.of("pekko.jvm-exit-on-fatal-error", "on")));
    }

    /**
     * Pekko looks for mixed versions of itself in the manifests of all jars, and Java checks the signatures of those that
     * are signed, which takes a seventh of the time of its start. It is shown its own only.
     */
    public static <T> ActorSystem<T> create(Behavior<T> guardian, Config settings) {
        ClassLoader loader = new OwnManifests(ActorSystems.class.getClassLoader());
        return ActorSystem.create(
                guardian, "jarsl", BootstrapSetup.create(settings).withClassloader(loader));
    }

    private static final class OwnManifests extends ClassLoader {
        private OwnManifests(ClassLoader parent) {
            super(parent);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            Enumeration<URL> all = super.getResources(name);
            if (!name.equals(JarFile.MANIFEST_NAME)) {
                return all;
            }
            return Collections.enumeration(Collections.list(all).stream()
                    .filter(url -> url.getPath().contains("pekko"))
                    .toList());
        }
    }
}
