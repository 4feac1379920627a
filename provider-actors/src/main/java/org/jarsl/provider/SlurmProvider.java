package org.jarsl.provider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Slurm, by its commands: {@code sbatch}, {@code squeue}, {@code sacct} or {@code scontrol}, and {@code scancel}. The
 * state of all jobs is one {@code squeue}; how those have ended that have is one {@code sacct} for fifty of them, or,
 * where there is no accounting, one {@code scontrol}. Thread-safe.
 */
final class SlurmProvider extends CommandProvider {
    /** Several clusters answer "123;cluster". */
    private static final Pattern JOB_ID = Pattern.compile("(?m)^(\\d+)(;\\S*)?\\s*$");

    private static final String ID_STATE_REASON = "%A|%T|%r";
    private static final Pattern EXIT_CODE = Pattern.compile("ExitCode=(\\d+):(\\d+)");
    private static final Pattern SHOWN = Pattern.compile(
            "JobId=(\\d+) .*?JobState=(\\S+) Reason=(.*?)(?: Dependency=.*?)?$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern GONE =
            Pattern.compile("Invalid job id specified|Job/step already completing or completed");

    private final SlurmSettings settings;

    SlurmProvider(SlurmSettings settings, Commands commands) {
        super(commands, settings.statusPeriod());
        this.settings = settings;
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
        option(lines, "time", request.minutes());
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
        line(lines, "#SBATCH --" + name + "=", value);
    }

    private static String positive(int number) {
        return number == 0 ? "" : Integer.toString(number);
    }

    @Override
    public String submit(JobRequest request) throws ProviderException {
        return id(commands.run("sbatch", "--parsable", request.script().toString()), JOB_ID);
    }

    @Override
    ProviderException.Kind kind(Answer answer) {
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
                .filter(line -> line.matches("\\d+"))
                .findFirst();
    }

    @Override
    void ask(Collection<String> jobIds, Map<String, JobStatus> states) throws ProviderException {
        // Not asked by id: one that is not there any more makes an error of the whole.
        Answer answer = commands.run(words("squeue", "-h", "--me", "-t", "all", "-o", ID_STATE_REASON), null);
        if (!answer.ok()) {
            throw answer.as(ProviderException.Kind.UNAVAILABLE);
        }
        for (String line : answer.out().lines().toList()) {
            String[] parts = line.split("\\|", 3);
            if (parts.length < 3) {
                throw answer.unreadable("lines of " + ID_STATE_REASON);
            }
            states.put(parts[0], status(parts[1], OptionalInt.empty(), parts[2]));
        }
        List<String> ended = jobIds.stream()
                .filter(id -> !states.containsKey(id) || states.get(id).state().isTerminal())
                .toList();
        Map<String, JobStatus> ends = ends(ended);
        ends.values().removeIf(end -> !end.state().isTerminal());
        ended.forEach(id -> states.merge(id, ends.getOrDefault(id, missing()), SlurmProvider::end));
    }

    /** The queue has the reason, and the other, if it knows of the job's end, the rest. */
    private static JobStatus end(JobStatus queued, JobStatus other) {
        return other.state() == JobState.MISSING
                ? queued
                : new JobStatus(other.state(), other.exitCode(), queued.reason());
    }

    /** How jobs have ended, as far as it is known to anybody but the queue. That one still runs is not. */
    private Map<String, JobStatus> ends(List<String> ids) {
        Map<String, JobStatus> ends = new HashMap<>();
        try {
            for (List<String> some : chunks(ids)) {
                String list = String.join(",", some);
                Answer answer =
                        commands.run(words("sacct", "-X", "-n", "-P", "-o", "JobID,State,ExitCode", "-j", list), null);
                if (!answer.ok()) {
                    return shown();
                }
                for (String line : answer.out().lines().toList()) {
                    String[] parts = line.split("\\|", -1);
                    if (parts.length == 3) {
                        ends.put(parts[0], status(parts[1], exitCode("ExitCode=" + parts[2]), ""));
                    }
                }
            }
        } catch (ProviderException e) {
            // It was the queue that had to be asked.
            return ends;
        }
        return ends;
    }

    /** All jobs that the controller has not forgotten: many of them cannot be asked for at a time. */
    private Map<String, JobStatus> shown() throws ProviderException {
        Map<String, JobStatus> jobs = new HashMap<>();
        for (String job :
                commands.run(words("scontrol", "show", "job"), null).out().split("(?m)^(?=JobId=)", -1)) {
            Matcher shown = SHOWN.matcher(job);
            if (shown.find()) {
                jobs.put(shown.group(1), status(shown.group(2), exitCode(job), shown.group(3)));
            }
        }
        return jobs;
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
        cancel(words("scancel"), jobIds, GONE);
    }

    private List<String> words(String command, String... words) {
        List<String> all = new ArrayList<>(List.of(command));
        if (!settings.clusters().isEmpty()) {
            all.add("--clusters=" + settings.clusters());
        }
        all.addAll(List.of(words));
        return all;
    }
}
