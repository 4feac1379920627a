package org.jarsl.provider;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jarsl.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that are reached by SSH and have no scheduler. Immutable.
 *
 * @param hosts each is one node; no host twice
 * @param identityFile the private key; null for those in {@code ~/.ssh}
 * @param hostKeys which hosts are trusted
 * @param remoteDirectory on the hosts, for scripts and output while a job is there; relative to the home directory
 * @param connectTimeout of a connection, and again of the login
 * @param commandTimeout of what is run after that
 * @param statusPeriod how often each host with a job is asked
 */
public record SshSettings(
        List<SshHost> hosts,
        @Nullable Path identityFile,
        HostKeys hostKeys,
        String remoteDirectory,
        Duration connectTimeout,
        Duration commandTimeout,
        Duration statusPeriod)
        implements ProviderSettings {
    /** Which hosts are trusted to be who they say. */
    public enum HostKeys {
        /** Those in {@code ~/.ssh/known_hosts}. */
        KNOWN_HOSTS,
        /** Those too that are not there, at their first use, which writes them there; not one whose key has changed. */
        ACCEPT_NEW
    }

    public SshSettings {
        hosts = List.copyOf(hosts);
    }

    static SshSettings from(Settings provider) {
        List<SshHost> hosts = provider.texts("hosts").stream()
                .map(text -> SshHost.parse(text)
                        .orElseThrow(() -> provider.error("hosts", "texts of the form [user@]host[:port]")))
                .toList();
        if (hosts.isEmpty() || new HashSet<>(hosts).size() < hosts.size()) {
            throw provider.error("hosts", "at least one host, and none twice");
        }
        String identity = provider.text("identity-file");
        Path identityFile = identity.isEmpty() ? null : Path.of(identity);
        if (identityFile != null && !Files.isReadable(identityFile)) {
            throw provider.error("identity-file", "a file that is there and can be read");
        }
        return new SshSettings(
                hosts,
                identityFile,
                provider.oneOf("host-keys", HostKeys.class),
                provider.text("remote-directory"),
                provider.duration("connect-timeout", Duration.ofSeconds(1), Duration.ofMinutes(10)),
                provider.duration("command-timeout", Duration.ofSeconds(10), Duration.ofHours(1)),
                provider.duration("status-period", Duration.ofSeconds(1), Duration.ofHours(1)));
    }

    @Override
    public String type() {
        return "ssh";
    }

    @Override
    public Provider provider() {
        return new SshProvider(this);
    }

    @Override
    public Duration walltime() {
        return Duration.ZERO;
    }
}
