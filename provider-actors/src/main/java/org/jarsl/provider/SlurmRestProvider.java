package org.jarsl.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Slurm, over HTTP by its {@code slurmrestd}. In contrast to {@link SlurmProvider} it needs no command of Slurm on the
 * head, but a token; and as Slurm reads no {@code #SBATCH} lines of what comes this way, all options travel beside the
 * script. The job has the environment of the head, as with {@code sbatch}, without the token. The state of all jobs is
 * one request. Thread-safe.
 */
final class SlurmRestProvider implements Provider {
    private static final int UNKNOWN_JOB = 2017;
    private static final int NO_CONTROLLER = 1800;
    private static final int NO_ANSWER_IN_TIME = 5004;
    /** What a token that is not right looks like in requests that change something; or a connection that broke. */
    private static final int ZERO_BYTES = 5005;

    private static final int SIGNAL = 0x7f;

    private final SlurmRestSettings settings;
    private final Map<String, String> environment;
    private final SlurmRest rest;

    /** @param environment of the head */
    SlurmRestProvider(SlurmRestSettings settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = Map.copyOf(environment);
        this.rest = new SlurmRest(settings.url(), settings.apiVersion(), settings.requestTimeout());
    }

    @Override
    public String submit(JobRequest request) throws ProviderException {
        SlurmRest.Reply reply = ask("POST", "job/submit", body(request));
        if (reply.jobId() != null) {
            // Possibly with words on why it has to wait.
            return Long.toString(reply.jobId());
        }
        throw refusal("job " + request.name() + " cannot be submitted", reply);
    }

    private String body(JobRequest request) throws ProviderException {
        ObjectNode body = SlurmRest.MAPPER.createObjectNode();
        try {
            body.put("script", Files.readString(request.script()));
        } catch (IOException e) {
            throw new ProviderException(ProviderException.Kind.REFUSED, "cannot read " + request.script(), e);
        }
        ObjectNode job = body.putObject("job");
        SlurmJobOptions options = settings.job();
        job.put("name", request.name());
        job.put("current_working_directory", Path.of("").toAbsolutePath().toString());
        job.put("standard_output", request.stdout().toAbsolutePath().toString());
        job.put("standard_error", request.stderr().toAbsolutePath().toString());
        job.put("nodes", request.nodes());
        job.put("tasks_per_node", 1);
        job.put("time_limit", Long.valueOf(request.minutes()));
        put(job, "partition", options.partition());
        put(job, "account", options.account());
        put(job, "qos", options.qos());
        put(job, "constraints", options.constraint());
        put(job, "reservation", options.reservation());
        put(job, "cpus_per_task", options.coresPerNode());
        put(job, "memory_per_node", (options.memoryPerNodeBytes() + (1 << 20) - 1) >> 20);
        put(job, "gpus_per_node", options.gpusPerNode());
        // These want a word, and "requeue" is true even when it is false: seen with 22.05.
        put(job, "exclusive", options.exclusive() ? "exclusive" : "");
        job.put("no_kill", "set");
        job.put("no_requeue", true);
        putEnvironment(job);
        return body.toString();
    }

    private void putEnvironment(ObjectNode job) {
        ObjectNode variables = job.putObject("environment");
        environment.forEach((name, value) -> {
            if (!name.equals(settings.tokenVariable())) {
                variables.put(name, value);
            }
        });
    }

    private static void put(ObjectNode job, String name, String value) {
        if (!value.isEmpty()) {
            job.put(name, value);
        }
    }

    private static void put(ObjectNode job, String name, long value) {
        if (value != 0) {
            job.put(name, value);
        }
    }

    @Override
    public Optional<String> find(String jobName) throws ProviderException {
        return jobs().jobs().stream()
                .filter(job -> job.name().equals(jobName) && job.userName().equals(settings.user()))
                .filter(job -> !status(job).state().isTerminal())
                .map(job -> Long.toString(job.jobId()))
                .findFirst();
    }

    @Override
    public Map<String, JobStatus> status(Collection<String> jobIds) throws ProviderException {
        Map<String, JobStatus> states = new HashMap<>();
        JobStatus missing = new JobStatus(JobState.MISSING, OptionalInt.empty(), "Slurm knows of no such job any more");
        jobIds.forEach(id -> states.put(id, missing));
        jobs().jobs().forEach(job -> states.replace(Long.toString(job.jobId()), status(job)));
        return states;
    }

    private SlurmRest.Reply jobs() throws ProviderException {
        SlurmRest.Reply reply = ask("GET", "jobs", "");
        if (!reply.errors().isEmpty()) {
            // A wrong token, a controller that is away and one that is slow all give the same answer to this.
            throw new ProviderException(
                    ProviderException.Kind.UNAVAILABLE,
                    "slurmrestd does not tell the jobs: " + words(reply) + "; either its slurmctld does not answer, or "
                            + tokenIsWrong());
        }
        return reply;
    }

    private static JobStatus status(SlurmRest.Job job) {
        int signal = job.exitCode() & SIGNAL;
        JobStatus status = SlurmProvider.status(job.jobState(), OptionalInt.empty(), job.stateReason());
        return status.state().isTerminal()
                ? new JobStatus(
                        status.state(),
                        OptionalInt.of(signal > 0 ? 128 + signal : job.exitCode() >> 8),
                        status.reason())
                : status;
    }

    /** One request for each job, as there is none for several; the time of one request is that of all. */
    @Override
    public void cancel(Collection<String> jobIds) throws ProviderException {
        long end = System.nanoTime() + settings.requestTimeout().toNanos();
        for (String id : jobIds) {
            if (System.nanoTime() > end) {
                throw new ProviderException(
                        ProviderException.Kind.UNCLEAR,
                        "cancelling the jobs " + jobIds + " has not ended after " + settings.requestTimeout());
            }
            SlurmRest.Reply reply = ask("DELETE", "job/" + id, "");
            if (!reply.errors().isEmpty() && !has(reply, UNKNOWN_JOB)) {
                throw refusal("job " + id + " cannot be cancelled", reply);
            }
        }
    }

    private ProviderException refusal(String what, SlurmRest.Reply reply) {
        String words = what + ": " + words(reply);
        if (has(reply, NO_CONTROLLER)) {
            return new ProviderException(ProviderException.Kind.UNAVAILABLE, words);
        }
        if (has(reply, NO_ANSWER_IN_TIME) || (has(reply, ZERO_BYTES) && tokenIsRight())) {
            return new ProviderException(ProviderException.Kind.UNCLEAR, words);
        }
        return new ProviderException(
                ProviderException.Kind.REFUSED, words + (has(reply, ZERO_BYTES) ? "; " + tokenIsWrong() : ""));
    }

    private boolean tokenIsRight() {
        try {
            return ask("GET", "ping", "").errors().isEmpty();
        } catch (ProviderException e) {
            return false;
        }
    }

    private String tokenIsWrong() {
        return "the token in " + settings.tokenVariable() + " is wrong, has expired, or is not of user "
                + settings.user() + "; `scontrol token username=" + settings.user() + " lifespan=SECONDS` makes one";
    }

    private SlurmRest.Reply ask(String method, String path, String body) throws ProviderException {
        String token = environment.getOrDefault(settings.tokenVariable(), "");
        if (token.isEmpty()) {
            throw new ProviderException(
                    ProviderException.Kind.REFUSED,
                    "the environment variable " + settings.tokenVariable() + ", which is to hold the token for "
                            + settings.url() + ", is not set on the head");
        }
        if (expiry(token).isBefore(Instant.now())) {
            throw new ProviderException(
                    ProviderException.Kind.REFUSED,
                    "the token in " + settings.tokenVariable() + " has expired at " + expiry(token)
                            + "; start the head again with one that lasts as long as the run: `scontrol token"
                            + " lifespan=SECONDS`");
        }
        return rest.ask(method, path, settings.user(), token, body);
    }

    /** When a JSON web token ends; far away for another kind of token. slurmrestd itself does not say it. */
    private static Instant expiry(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            JsonNode claims = SlurmRest.MAPPER.readTree(new String(
                    Base64.getUrlDecoder().decode(parts.length == 3 ? parts[1] : ""), StandardCharsets.UTF_8));
            return claims.hasNonNull("exp")
                    ? Instant.ofEpochSecond(claims.get("exp").asLong())
                    : Instant.MAX;
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return Instant.MAX;
        }
    }

    private static boolean has(SlurmRest.Reply reply, int number) {
        return reply.errors().stream().anyMatch(problem -> problem.number() == number);
    }

    private static String words(SlurmRest.Reply reply) {
        return String.join(
                ", ", reply.errors().stream().map(SlurmRest.Problem::words).toList());
    }

    @Override
    public Duration statusPeriod() {
        return settings.statusPeriod();
    }

    @Override
    public Duration commandTimeout() {
        return settings.requestTimeout().multipliedBy(2);
    }

    @Override
    public void close() {}
}
