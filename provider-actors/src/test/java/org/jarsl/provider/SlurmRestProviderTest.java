package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What slurmrestd of Slurm 22.05 says, and how it is taken; of a wrong token it says little. */
final class SlurmRestProviderTest {
    private static final SlurmJobOptions DEFAULTS =
            new SlurmJobOptions("", "", "", "", "", 0, 0, 0, false, Duration.ofMinutes(1));
    private static final SlurmJobOptions ALL = new SlurmJobOptions(
            "debug", "physics", "high", "cpu", "today", 2, 500_000_000, 4, true, Duration.ofMinutes(1));

    @TempDir
    Path directory;

    private final RecordedServer server = new RecordedServer();

    SlurmRestProviderTest() throws IOException {}

    @AfterEach
    void stopServer() {
        server.stop();
    }

    @Test
    void aJobIsSubmittedWithAllThatItAsksFor() throws Exception {
        server.on("POST /job/submit", "submit");

        assertThat(provider(ALL).submit(request())).isEqualTo("10");

        RecordedServer.Request request = server.requests().remove();
        assertThat(request.user()).isEqualTo("nobody");
        assertThat(request.token()).isEqualTo("secret");
        JsonNode body = new ObjectMapper().readTree(request.body());
        assertThat(body.get("script").asText()).isEqualTo("#!/bin/bash\nexit 3\n");
        assertThat(body.get("job")).isEqualTo(new ObjectMapper().readTree("""
                {
                  "name": "jarsl.htex.1", "nodes": 2, "tasks_per_node": 1, "time_limit": 2,
                  "current_working_directory": "%s", "standard_output": "%s/out", "standard_error": "%s/err",
                  "partition": "debug", "account": "physics", "qos": "high", "constraints": "cpu",
                  "reservation": "today", "cpus_per_task": 2, "memory_per_node": 477, "gpus_per_node": 4,
                  "exclusive": "exclusive", "no_kill": "set", "no_requeue": true,
                  "environment": {"PATH": "/usr/bin"}
                }
                """.formatted(
                                Path.of("").toAbsolutePath(), directory, directory)));
    }

    @Test
    void whatIsNotAskedForIsNotSpokenOf() throws Exception {
        server.on("POST /job/submit", "submit");

        provider(DEFAULTS).submit(request());

        JsonNode body = new ObjectMapper().readTree(server.requests().remove().body());
        assertThat(body.get("job").fieldNames())
                .toIterable()
                .doesNotContain("partition", "constraints", "cpus_per_task", "memory_per_node", "exclusive");
    }

    @Test
    void aJobThatHasToWaitForMoreNodesThanThereAreIsAJob() throws Exception {
        server.on("POST /job/submit", "submit-too-many-nodes");

        assertThat(provider().submit(request())).isEqualTo("11");
    }

    @Test
    void whatSlurmRefusesIsRefusedInItsWords() {
        server.on("POST /job/submit", "submit-no-partition");
        assertThatSubmit(
                ProviderException.Kind.REFUSED,
                "job jarsl.htex.1 cannot be submitted: Invalid partition name specified (2000)");

        server.on("POST /job/submit", "submit-unknown-key");
        assertThatSubmit(ProviderException.Kind.REFUSED, "Failure during parsing (9001)");
    }

    @Test
    void aWrongTokenIsRefusedWithWordsOnHowToMakeOne() {
        server.on("POST /job/submit", "submit-bad-token");
        server.on("GET /ping", "ping-bad-token");

        assertThatSubmit(
                ProviderException.Kind.REFUSED,
                "the token in SLURM_JWT is wrong, has expired, or is not of user nobody; `scontrol token");
    }

    @Test
    void theSameAnswerWithARightTokenLeavesUnclearWhetherThereIsAJob() {
        server.on("POST /job/submit", "submit-bad-token");
        server.on("GET /ping", "ping");

        assertThatSubmit(ProviderException.Kind.UNCLEAR, "Zero Bytes were transmitted or received (5005)");
    }

    @Test
    void aControllerThatDoesNotAnswerInTimeLeavesUnclearWhetherThereIsAJob() {
        server.on("POST /job/submit", "submit-frozen");

        assertThatSubmit(ProviderException.Kind.UNCLEAR, "Socket timed out on send/recv operation (5004)");
    }

    @Test
    void aControllerThatIsAwayIsUnavailable() {
        server.on("POST /job/submit", "submit-controller-away");

        assertThatSubmit(ProviderException.Kind.UNAVAILABLE, "Unable to contact slurm controller");
    }

    @Test
    void aServerThatIsAwayIsUnavailable() {
        server.stop();

        assertThatSubmit(ProviderException.Kind.UNAVAILABLE, "nobody answers at " + server.url());
    }

    @Test
    void aServerThatIsSilentIsUnclear() {
        server.on("POST /job/submit", "silence");

        assertThrown(
                () -> provider(Duration.ofSeconds(1), "secret").submit(request()),
                ProviderException.Kind.UNCLEAR,
                "/job/submit has not ended after PT1S");
    }

    @Test
    @Timeout(60)
    void anAnswerThatStopsHalfwayIsGivenUp() {
        server.on("GET /jobs", "half");

        assertThrown(
                () -> provider(Duration.ofSeconds(1), "secret").status(List.of("1")),
                ProviderException.Kind.UNCLEAR,
                "/jobs cannot be read, or is not complete after PT1S");
    }

    @Test
    void anotherVersionOfTheInterfaceIsRefused() {
        server.on("POST /job/submit", "bad-version");

        assertThatSubmit(ProviderException.Kind.REFUSED, "is there a slurmrestd at this address that has this");
    }

    @Test
    void aServerThatWantsAnotherKindOfLoginIsRefused() {
        server.on("POST /job/submit", "no-token");

        assertThatSubmit(ProviderException.Kind.REFUSED, "HTTP 401: Authentication failure; it wants a token");
    }

    @Test
    void withoutATokenNothingIsAsked() {
        assertThrown(
                () -> provider(Duration.ofSeconds(30), "").status(List.of("1")),
                ProviderException.Kind.REFUSED,
                "the environment variable SLURM_JWT, which is to hold the token for " + server.url() + ", is not set");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aTokenThatHasExpiredIsNotTried() {
        assertThrown(
                () -> provider(Duration.ofSeconds(30), token(1_600_000_000)).status(List.of("1")),
                ProviderException.Kind.REFUSED,
                "the token in SLURM_JWT has expired at 2020-09-13T12:26:40Z;");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aTokenThatLastsIsTried() throws Exception {
        server.on("GET /jobs", "jobs-running");

        assertThat(provider(Duration.ofSeconds(30), token(4_000_000_000L)).status(List.of("17")))
                .containsEntry("17", JobStatus.of(JobState.RUNNING));
    }

    @Test
    void jobsThatRunOrWaitAndJobsThatAreNotThereAreToldInOneRequest() throws Exception {
        server.on("GET /jobs", "jobs-running");

        assertThat(provider().status(List.of("17", "18", "99")))
                .containsOnly(
                        Map.entry("17", JobStatus.of(JobState.RUNNING)),
                        Map.entry("18", new JobStatus(JobState.PENDING, OptionalInt.empty(), "PartitionNodeLimit")),
                        Map.entry(
                                "99",
                                new JobStatus(
                                        JobState.MISSING, OptionalInt.empty(), "Slurm knows of no such job any more")));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void jobsThatHaveEndedHaveTheirExitCode() throws Exception {
        server.on("GET /jobs", "jobs-ended");

        assertThat(provider().status(List.of("10", "12", "13", "14")))
                .containsOnly(
                        Map.entry("10", new JobStatus(JobState.CANCELLED, OptionalInt.of(128 + 15), "")),
                        Map.entry("12", new JobStatus(JobState.FAILED, OptionalInt.of(3), "NonZeroExitCode")),
                        Map.entry("13", new JobStatus(JobState.COMPLETED, OptionalInt.of(0), "")),
                        Map.entry("14", new JobStatus(JobState.FAILED, OptionalInt.of(128 + 9), "JobLaunchFailure")));
    }

    @Test
    void withoutAnAnswerNoJobIsTakenForGone() {
        for (String answer : List.of("jobs-bad-token", "jobs-expired-token", "jobs-frozen", "jobs-controller-away")) {
            server.on("GET /jobs", answer);
            assertThrown(
                    () -> provider().status(List.of("1")),
                    ProviderException.Kind.UNAVAILABLE,
                    "either its slurmctld does not answer, or the token in SLURM_JWT is wrong");
        }
    }

    @Test
    void aJobIsFoundByItsNameAsLongAsItHasNotEnded() throws Exception {
        server.on("GET /jobs", "jobs-running");
        assertThat(provider().find("mine")).contains("17");
        assertThat(provider().find("wrap")).as("another user's").isEmpty();

        server.on("GET /jobs", "jobs-ended");
        assertThat(provider().find("x3")).isEmpty();
    }

    @Test
    void jobsAreCancelledAndOneThatIsNotThereIsNoError() throws Exception {
        server.on("DELETE /job/1", "cancel");
        server.on("DELETE /job/2", "cancel-unknown");
        server.on("DELETE /job/3", "cancel");

        provider().cancel(List.of("1", "2", "3"));

        assertThat(server.requests())
                .extracting(RecordedServer.Request::line)
                .containsExactly("DELETE /job/1", "DELETE /job/2", "DELETE /job/3");
    }

    @Test
    void aJobThatCannotBeCancelledSaysWhy() {
        server.on("GET /ping", "ping-bad-token");
        server.on("DELETE /job/1", "cancel-bad-token");
        assertThrown(
                () -> provider().cancel(List.of("1")),
                ProviderException.Kind.REFUSED,
                "the token in SLURM_JWT is wrong");

        server.on("DELETE /job/1", "cancel-controller-away");
        assertThrown(
                () -> provider().cancel(List.of("1")),
                ProviderException.Kind.UNAVAILABLE,
                "job 1 cannot be cancelled: ");
    }

    private JobRequest request() throws IOException {
        Path script = Files.writeString(directory.resolve("job.sh"), "#!/bin/bash\nexit 3\n");
        return new JobRequest(
                "jarsl.htex.1", script, directory.resolve("out"), directory.resolve("err"), 2, Duration.ofSeconds(61));
    }

    private SlurmRestProvider provider() {
        return provider(DEFAULTS);
    }

    private SlurmRestProvider provider(SlurmJobOptions job) {
        return provider(server.url(), job, Duration.ofSeconds(30), "secret");
    }

    private SlurmRestProvider provider(Duration timeout, String token) {
        return provider(server.url(), DEFAULTS, timeout, token);
    }

    private static SlurmRestProvider provider(URI url, SlurmJobOptions job, Duration timeout, String token) {
        SlurmRestSettings settings =
                new SlurmRestSettings(url, "v0.0.38", "nobody", "SLURM_JWT", job, timeout, timeout);
        return new SlurmRestProvider(settings, Map.of("PATH", "/usr/bin", "SLURM_JWT", token));
    }

    /** As {@code scontrol token} makes them. */
    private static String token(long expiry) {
        String claims = "{\"exp\":" + expiry + ",\"iat\":1,\"sun\":\"nobody\"}";
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }

    private void assertThatSubmit(ProviderException.Kind kind, String message) {
        assertThrown(() -> provider().submit(request()), kind, message);
    }

    private static void assertThrown(ThrowingCallable call, ProviderException.Kind kind, String message) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, call);
        assertThat(thrown).hasMessageContaining(message);
        assertThat(thrown.kind()).isEqualTo(kind);
    }
}
