package org.jarsl.actor;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a process hears the others of its run, and how they talk.
 *
 * @param port 0 for any that is free
 * @param transport one of {@link #TRANSPORTS}
 * @param runDirectory if the transport is {@link #TLS}, the key and certificate that all processes of the run have in
 *     common are in it
 */
public record Endpoint(String address, int port, String transport, Path runDirectory) {
    /** TCP, encrypted; who has not read the run's key cannot connect. */
    public static final String TLS = "tls-tcp";

    /** Without any connection. */
    public static final String UDP = "aeron-udp";

    public static final List<String> TRANSPORTS = List.of("tcp", TLS, UDP);

    private static final String ARTERY = "pekko.remote.artery.";

    /** Of the run, PEM. */
    public Path key() {
        return runDirectory.resolve("certificates").resolve("key.pem");
    }

    /** Of the run, signed with its own key; PEM. */
    public Path certificate() {
        return key().resolveSibling("certificate.pem");
    }

    /** Pekko's settings for it, with {@code more} of this process. */
    public Config settings(String role, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("pekko.cluster.roles", List.of(role));
        settings.put(ARTERY + "canonical.hostname", address);
        settings.put(ARTERY + "canonical.port", port);
        settings.put(ARTERY + "transport", transport);
        if (transport.equals(TLS)) {
            settings.put(
                    ARTERY + "ssl.ssl-engine-provider",
                    "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider");
            String keys = ARTERY + "ssl.rotating-keys-engine.";
            settings.put(keys + "key-file", key().toString());
            settings.put(keys + "cert-file", certificate().toString());
            settings.put(keys + "ca-cert-file", certificate().toString());
        }
        return ConfigFactory.parseMap(settings)
                .withFallback(ConfigFactory.parseResources("jarsl-pekko.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }
}
