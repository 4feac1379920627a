package org.jarsl.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jarsl.settings.Settings;
import org.jarsl.settings.SettingsException;

/**
 * Slurm, over HTTP by its {@code slurmrestd}, for heads where its commands are not installed. Immutable.
 *
 * @param url such as {@code http://slurm.example.org:6820}
 * @param apiVersion of slurmrestd's OpenAPI plugin, such as {@code v0.0.38}
 * @param user whose jobs they are; the token must be this user's
 * @param tokenVariable the environment variable of the head that holds the token
 * @param job what each block asks for
 * @param requestTimeout of each request
 * @param statusPeriod how often the state of the jobs is asked for
 */
public record SlurmRestSettings(
        URI url,
        String apiVersion,
        String user,
        String tokenVariable,
        SlurmJobOptions job,
        Duration requestTimeout,
        Duration statusPeriod)
        implements SlurmJobs {
    /** From v0.0.39 on the answers have another form. */
    private static final List<String> API_VERSIONS = List.of("v0.0.37", "v0.0.38");

    static SlurmRestSettings from(Settings provider) {
        String user = provider.text("user");
        return new SlurmRestSettings(
                url(provider),
                provider.oneOf("api-version", API_VERSIONS),
                user.isEmpty() ? System.getProperty("user.name") : user,
                provider.text("token-variable"),
                SlurmJobOptions.from(provider),
                provider.duration("request-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
                provider.duration("status-period", Duration.ofSeconds(1), Duration.ofHours(1)));
    }

    private static URI url(Settings provider) {
        SettingsException wrong = provider.error("url", "http:// or https://, a host and a port");
        try {
            URI url = URI.create(provider.text("url"));
            if (List.of("http", "https").contains(String.valueOf(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            wrong.addSuppressed(e);
        }
        throw wrong;
    }

    @Override
    public String type() {
        return "slurm-rest";
    }

    @Override
    public Provider provider() {
        return new SlurmRestProvider(this, System.getenv());
    }
}
