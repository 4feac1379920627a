package org.jarsl.provider;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Slurm, by its commands: {@code sbatch}, {@code squeue}, {@code scontrol}, {@code sacct} and {@code scancel}. The state
 * of all jobs is one {@code squeue}; only of those that it does not know any more are the others asked. Thread-safe.
 */
final class SlurmProvider implements Provider {
    /** Several clusters answer "123;cluster". */
    private static final Pattern JOB_ID = Pattern.compile("(?m)^(\\d+)(;\\S*)?\\s*$");

    private static final String ID_STATE_REASON = "%A|%T|%r";
    private static final Pattern EXIT_CODE = Pattern.compile("ExitCode=(\\d+):(\\d+)");
    private static final Pattern STATE_REASON =
            Pattern.compile("JobState=(\\S+) Reason=(.*?)(?: Dependency=.*)?$", Pattern.MULTILINE);

    private final SlurmSettings settings;
    private final Commands commands;

    SlurmProvider(SlurmSettings settings) {
        this.settings = settings;
        this.commands = new Commands(settings.commandTimeout());
    }

    @Override
    public List<String> directives(JobRequest request) {
        SlurmJobOptions job = settings.job();
        List<String> lines = new ArrayList<>();
        option(lines, "job-name", request.name());
        option(lines, "output", request.stdout().toString());
        option(lines, "error", request.stderr().toString());
        option(lines, "nodes", Integer.toString(request.nodes()));
        option(lines, "ntasks-per-node", "1");
        option(lines, "time", Long.toString(minutes(request.walltime())));
        option(lines, "partition", job.partition());
        option(lines, "account", job.account());
        option(lines, "qos", job.qos());
        option(lines, "constraint", job.constraint());
        option(lines, "clusters", settings.clusters());
        option(lines, "reservation", job.reservation());
        option(lines, "cpus-per-task", positive(job.coresPerNode()));
        option(lines, "mem", job.memoryPerNodeBytes() == 0 ? "" : job.memoryPerNodeBytes() / 1024 + "K");
        option(lines, "gpus-per-node", positive(job.gpusPerNode()));
        if (job.exclusive()) {
            lines.add("#SBATCH --exclusive");
        }
        // A job that is started again by itself would bring back managers of a block that is taken for lost; and one
        // that loses a node goes on with the others.
        lines.add("#SBATCH --no-requeue");
        lines.add("#SBATCH --no-kill");
        settings.schedulerOptions().lines().forEach(lines::add);
        return lines;
    }

    private static void option(List<String> lines, String name, String value) {
        if (!value.isEmpty()) {
            lines.add("#SBATCH --" + name + "=" + value);
        }
    }

    private static String positive(int number) {
        return number == 0 ? "" : Integer.toString(number);
    }

    /** Slurm counts in them. */
    static long minutes(Duration walltime) {
        return Math.max(1, (walltime.toSeconds() + 59) / 60);
    }

    @Override
    public String submit(JobRequest request) throws ProviderException {
        Answer answer = commands.run("sbatch", "--parsable", request.script().toString());
        if (!answer.ok()) {
            throw answer.as(kind(answer));
        }
        Matcher id = JOB_ID.matcher(answer.out());
        if (!id.find()) {
            // There may be a job of whatever id.
            throw new ProviderException(
                    ProviderException.Kind.UNCLEAR,
                    "`" + answer.command() + "` gave no job id: " + answer.out().strip());
        }
        return id.group(1);
    }

    /** In contrast to a refusal: nobody was asked, or who was asked has not answered and may have done it all the same. */
    private static ProviderException.Kind kind(Answer answer) {
        if (answer.says("timed out") || answer.says("Zero Bytes were transmitted")) {
            return ProviderException.Kind.UNCLEAR;
        }
        boolean away =
                answer.says("Unable to contact slurm controller") || answer.says("Resource temporarily unavailable");
        return away ? ProviderException.Kind.UNAVAILABLE : ProviderException.Kind.REFUSED;
    }

    @Override
    public Optional<String> find(String jobName) throws ProviderException {
        Answer answer = commands.run(words("squeue", "-h", "--name=" + jobName, "-o", "%A"), null);
        if (!answer.ok()) {
            throw answer.as(ProviderException.Kind.UNAVAILABLE);
        }
        return answer.out()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst();
    }

    @Override
    public Map<String, JobStatus> status(Collection<String> jobIds) throws ProviderException {
        // Not asked by id: one that is not there any more makes an error of the whole.
        Answer answer = commands.run(words("squeue", "-h", "--me", "-t", "all", "-o", ID_STATE_REASON), null);
        if (!answer.ok()) {
            throw answer.as(ProviderException.Kind.UNAVAILABLE);
        }
        Map<String, JobStatus> states = new HashMap<>();
        for (String line : answer.out().lines().toList()) {
            String[] parts = line.split("\\|", 3);
            if (parts.length < 3) {
                throw answer.unreadable("lines of " + ID_STATE_REASON);
            }
            if (jobIds.contains(parts[0])) {
                states.put(parts[0], status(parts[1], OptionalInt.empty(), parts[2]));
            }
        }
        for (String id : jobIds) {
            JobStatus known = states.get(id);
            if (known == null || known.state().isTerminal()) {
                states.put(id, ended(id, known));
            }
        }
        return states;
    }

    /** How a job ended; {@code known} is what squeue says, null if it has forgotten the job. */
    private JobStatus ended(String id, @Nullable JobStatus known) throws ProviderException {
        Answer job = commands.run(words("scontrol", "show", "job", id), null);
        Matcher state = STATE_REASON.matcher(job.out());
        if (job.ok() && state.find()) {
            return status(state.group(1), exitCode(job.out()), state.group(2));
        }
        Answer accounting = commands.run(words("sacct", "-X", "-n", "-P", "-o", "State,ExitCode", "-j", id), null);
        String[] parts = accounting.out().strip().split("\\|", 2);
        if (accounting.ok() && parts.length == 2) {
            return status(parts[0], exitCode("ExitCode=" + parts[1]), "");
        }
        if (known != null) {
            return known;
        }
        if (job.says("Invalid job id")) {
            return new JobStatus(JobState.MISSING, OptionalInt.empty(), "Slurm knows of no such job any more");
        }
        throw job.as(ProviderException.Kind.UNAVAILABLE);
    }

    /** 128 + the signal for one that was killed, as shells have it. */
    private static OptionalInt exitCode(String text) {
        Matcher code = EXIT_CODE.matcher(text);
        if (!code.find()) {
            return OptionalInt.empty();
        }
        int signal = Integer.parseInt(code.group(2));
        return OptionalInt.of(signal > 0 ? 128 + signal : Integer.parseInt(code.group(1)));
    }

    /** Of Slurm's words for a state and the reason for it. */
    static JobStatus status(String slurm, OptionalInt exitCode, String reason) {
        // "CANCELLED by 1000"
        String word = slurm.split(" ", 2)[0];
        JobState state = switch (word) {
            case "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "SPECIAL_EXIT", "RESV_DEL_HOLD" ->
                JobState.PENDING;
            case "REQUEUE_HOLD", "SUSPENDED", "STOPPED" -> JobState.HELD;
            case "RUNNING", "COMPLETING", "RESIZING", "SIGNALING", "STAGE_OUT" -> JobState.RUNNING;
            case "COMPLETED" -> JobState.COMPLETED;
            case "CANCELLED", "REVOKED" -> JobState.CANCELLED;
            case "TIMEOUT", "DEADLINE", "PREEMPTED" -> JobState.TIMEOUT;
            case "FAILED", "NODE_FAIL", "BOOT_FAIL", "OUT_OF_MEMORY", "LAUNCH_FAILED" -> JobState.FAILED;
            default -> JobState.UNKNOWN;
        };
        String why = reason.equals("None") ? "" : reason;
        return new JobStatus(state, exitCode, word.equals(state.name()) ? why : (word + " " + why).strip());
    }

    @Override
    public void cancel(Collection<String> jobIds) throws ProviderException {
        List<String> words = words("scancel");
        words.addAll(jobIds);
        Answer answer = commands.run(words, (Path) null);
        if (!answer.ok()) {
            throw answer.as(kind(answer));
        }
    }

    private List<String> words(String command, String... words) {
        List<String> all = new ArrayList<>(List.of(command));
        if (!settings.clusters().isEmpty() && !command.equals("scontrol")) {
            all.add("--clusters=" + settings.clusters());
        }
        all.addAll(List.of(words));
        return all;
    }

    @Override
    public Duration statusPeriod() {
        return settings.statusPeriod();
    }

    @Override
    public Duration commandTimeout() {
        return settings.commandTimeout().multipliedBy(2);
    }

    @Override
    public void close() {}
}
