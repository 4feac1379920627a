package org.jarsl.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests to a {@code slurmrestd}, each with a bound. Of an answer only what is named here is kept, so the list of all
 * jobs of a large site fits into memory. Thread-safe.
 */
final class SlurmRest {
    /** What all answers have in common; what one does not have is empty or null. */
    record Reply(
            List<Problem> errors, List<Job> jobs, @Nullable Long jobId) {
        Reply {
            errors = errors == null ? List.of() : List.copyOf(errors);
            jobs = jobs == null ? List.of() : List.copyOf(jobs);
        }
    }

    /** @param exitCode as {@code wait} has it: the signal in the lower 7 bits, the exit code above the lower 8 */
    record Job(long jobId, String name, String userName, String jobState, String stateReason, int exitCode) {}

    /** The number has one of two names. */
    record Problem(
            @Nullable String description,
            @Nullable String error,
            @Nullable Integer errorNumber,
            @Nullable Integer errorCode) {
        int number() {
            return errorNumber != null ? errorNumber : errorCode != null ? errorCode : 0;
        }

        String words() {
            String what = error == null ? "" : error;
            return (description == null ? what : description + ": " + what) + " (" + number() + ")";
        }
    }

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final int SHOWN_BYTES = 500;

    private final String base;
    private final Duration timeout;
    private final HttpClient client;

    SlurmRest(URI url, String apiVersion, Duration timeout) {
        this.base = url.toString().replaceAll("/+$", "") + "/slurm/" + apiVersion + "/";
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * An answer with {@code errors} in it is no exception here.
     *
     * @param path such as {@code jobs}
     * @param body of a POST; empty for none
     * @throws ProviderException {@code UNAVAILABLE} if nobody was reached, {@code UNCLEAR} if no answer came in time
     */
    Reply ask(String method, String path, String user, String token, String body) throws ProviderException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(timeout)
                .header("X-SLURM-USER-NAME", user)
                .header("X-SLURM-USER-TOKEN", token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return read(client.send(request, HttpResponse.BodyHandlers.ofInputStream()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new ProviderException(
                    ProviderException.Kind.UNAVAILABLE, "nobody answers at " + base + ": " + e.getMessage(), e);
        } catch (HttpTimeoutException e) {
            throw new ProviderException(
                    ProviderException.Kind.UNCLEAR, shown(method, path) + " has not ended after " + timeout, e);
        } catch (IOException e) {
            throw new ProviderException(ProviderException.Kind.UNCLEAR, shown(method, path) + " failed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProviderException(ProviderException.Kind.UNCLEAR, shown(method, path) + " was interrupted", e);
        }
    }

    private Reply read(HttpResponse<InputStream> response) throws IOException, ProviderException {
        try (InputStream body = response.body()) {
            // The client's own timeout ends with the header. Once this is closed there is no more to read.
            CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> close(body));
            String type = response.headers().firstValue("Content-Type").orElse("");
            if (!type.startsWith("application/json")) {
                throw notSlurm(response, new String(body.readNBytes(SHOWN_BYTES), StandardCharsets.UTF_8));
            }
            return MAPPER.readValue(body, Reply.class);
        } catch (JsonProcessingException e) {
            throw new ProviderException(
                    ProviderException.Kind.UNCLEAR,
                    "the answer of " + response.uri() + " cannot be read, or is not complete after " + timeout + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** slurmrestd says in plain text what it does not pass on to Slurm; and something else may listen there. */
    private static ProviderException notSlurm(HttpResponse<InputStream> response, String text) {
        String hint = switch (response.statusCode()) {
            case 401, 403 -> "; it wants a token";
            case 404 -> "; is there a slurmrestd at this address that has this api-version (slurmrestd -s list)?";
            default -> "";
        };
        return new ProviderException(
                hint.isEmpty() ? ProviderException.Kind.UNAVAILABLE : ProviderException.Kind.REFUSED,
                response.uri() + " answers with HTTP " + response.statusCode() + ": " + text.strip() + hint);
    }

    private String shown(String method, String path) {
        return method + " " + base + path;
    }
}
