package org.jarsl.provider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Grid Engine, by {@code qsub}, {@code qstat}, {@code qacct} and {@code qdel}. The state of all jobs is one
 * {@code qstat}; how those that it does not list have ended is one {@code qacct}. Thread-safe.
 */
final class GridEngineProvider extends CommandProvider {
    private static final Pattern JOB_ID = Pattern.compile("(?m)^(\\d+)\\s*$");
    private static final Pattern JOB = Pattern.compile("<job_list.*?</job_list>", Pattern.DOTALL);
    private static final Pattern ENTRY = Pattern.compile("<(JB_job_number|JB_name|state)>([^<]*)<");
    private static final Pattern NOT_THERE = Pattern.compile("Following jobs do not exist:\\s*([\\d,\\s]+)");
    private static final Pattern RECORD_ENTRY = Pattern.compile("(?m)^(jobnumber|failed|exit_status)\\s+(.*?)\\s*$");
    private static final Pattern GONE = Pattern.compile(
            "does not exist|has registered the job|has deleted job|is already in deletion|has been marked for deletion");
    private static final int LIMIT_EXCEEDED = 37;
    private static final int ENDED_BY_SIGNAL = 100;
    private static final int SIGKILL = 137;

    private final GridEngineSettings settings;

    GridEngineProvider(GridEngineSettings settings, Commands commands) {
        super(commands, settings.batch().statusPeriod());
        this.settings = settings;
    }

    @Override
    public List<String> directives(JobRequest request) {
        BatchSettings batch = settings.batch();
        List<String> lines = new ArrayList<>();
        lines.add("#$ -N " + request.name());
        lines.add("#$ -o " + request.stdout());
        lines.add("#$ -e " + request.stderr());
        lines.add("#$ -cwd");
        lines.add("#$ -S /bin/bash");
        // A job that is started again by itself would bring back managers of a block that is taken for lost.
        lines.add("#$ -r n");
        line(lines, "#$ -q ", batch.queue());
        line(lines, "#$ -A ", batch.account());
        line(lines, "#$ -l h_rt=", request.clock());
        line(lines, "#$ -l ", settings.resources());
        if (!settings.parallelEnvironment().isEmpty()) {
            lines.add("#$ -pe " + settings.parallelEnvironment() + " " + slots(request));
        }
        batch.schedulerOptions().lines().forEach(lines::add);
        return lines;
    }

    private int slots(JobRequest request) {
        return request.nodes() * settings.slotsPerNode();
    }

    @Override
    public String submit(JobRequest request) throws ProviderException {
        if (settings.parallelEnvironment().isEmpty() && slots(request) > 1) {
            throw new ProviderException(
                    ProviderException.Kind.REFUSED,
                    request.nodes() + " nodes of " + settings.slotsPerNode() + " slots need a parallel environment;"
                            + " set provider.parallel-environment to one that `qconf -spl` lists");
        }
        return id(commands.run("qsub", "-terse", request.script().toString()), JOB_ID);
    }

    @Override
    ProviderException.Kind kind(Answer answer) {
        if (answer.says("timeout")) {
            return ProviderException.Kind.UNCLEAR;
        }
        boolean away = answer.says("unable to contact qmaster") || answer.says("unable to send message to qmaster");
        return away ? ProviderException.Kind.UNAVAILABLE : ProviderException.Kind.REFUSED;
    }

    @Override
    public Optional<String> find(String jobName) throws ProviderException {
        return listed().stream()
                .filter(job -> jobName.equals(job.get("JB_name")))
                .map(job -> job.getOrDefault("JB_job_number", ""))
                .findFirst();
    }

    @Override
    void ask(Collection<String> jobIds, Map<String, JobStatus> states) throws ProviderException {
        for (Map<String, String> job : listed()) {
            states.put(job.getOrDefault("JB_job_number", ""), status(job.getOrDefault("state", "")));
        }
        Set<String> absent = new HashSet<>(jobIds);
        absent.removeAll(states.keySet());
        if (absent.isEmpty()) {
            return;
        }
        ends().forEach((id, end) -> {
            if (absent.remove(id)) {
                states.put(id, end);
            }
        });
        for (List<String> ids : chunks(absent)) {
            Answer answer = commands.run("qstat", "-j", String.join(",", ids));
            Matcher notThere = NOT_THERE.matcher(answer.out() + answer.err());
            if (notThere.find()) {
                Stream.of(notThere.group(1).strip().split("[,\\s]+", -1)).forEach(id -> states.put(id, missing()));
            } else if (!answer.ok()) {
                throw answer.as(ProviderException.Kind.UNAVAILABLE);
            }
        }
    }

    /** This user's jobs that have not ended. Not as a table, since that cuts names to 10 characters. */
    private List<Map<String, String>> listed() throws ProviderException {
        Answer answer = commands.run("qstat", "-u", System.getProperty("user.name"), "-xml");
        if (!answer.ok()) {
            throw answer.as(ProviderException.Kind.UNAVAILABLE);
        }
        if (!answer.out().strip().endsWith("</job_info>")) {
            throw answer.unreadable("<job_info> in XML");
        }
        return JOB.matcher(answer.out())
                .results()
                .map(job -> entries(ENTRY, job.group()))
                .toList();
    }

    private static Map<String, String> entries(Pattern pattern, String text) {
        Map<String, String> entries = new HashMap<>();
        pattern.matcher(text).results().forEach(entry -> entries.put(entry.group(1), entry.group(2)));
        return entries;
    }

    private static JobStatus status(String letters) {
        boolean waits = letters.contains("w");
        boolean held = letters.matches(".*[hsSTE].*");
        JobState state = letters.isEmpty()
                ? JobState.UNKNOWN
                : held ? JobState.HELD : waits ? JobState.PENDING : JobState.RUNNING;
        return new JobStatus(state, OptionalInt.empty(), letters.length() > 1 && held ? "state " + letters : "");
    }

    /**
     * How the jobs of all runs have ended, as the accounting has it: it is one file, which is read once for all rather
     * than once for each. Some sites keep it from the users, so that it does not matter if there is no answer.
     */
    private Map<String, JobStatus> ends() {
        Map<String, JobStatus> ends = new HashMap<>();
        try {
            Answer answer = commands.run("qacct", "-o", System.getProperty("user.name"), "-j", "jarsl.*");
            for (String record : answer.out().split("={20,}", -1)) {
                Map<String, String> entries = entries(RECORD_ENTRY, record);
                // The number of an old job is given again some day, and the last of its records is the last in the
                // file.
                ends.put(entries.getOrDefault("jobnumber", ""), end(entries));
            }
        } catch (ProviderException e) {
            return Map.of();
        }
        return ends;
    }

    /** From the likes of "37  : qmaster enforced h_rt, h_cpu, or h_vmem limit" and "137 (Killed)". */
    private static JobStatus end(Map<String, String> record) {
        String[] failed = record.getOrDefault("failed", "").split("[ :]+", 2);
        int exitStatus = number(record.getOrDefault("exit_status", "").split(" ", 2)[0]);
        JobState state = switch (number(failed[0])) {
            case 0 -> exitStatus == 0 ? JobState.COMPLETED : JobState.FAILED;
            case LIMIT_EXCEEDED -> JobState.TIMEOUT;
            case ENDED_BY_SIGNAL -> exitStatus == SIGKILL ? JobState.CANCELLED : JobState.FAILED;
            default -> JobState.FAILED;
        };
        // One that has not been started has 0.
        boolean started = state != JobState.FAILED || exitStatus > 0;
        return new JobStatus(
                state,
                started && exitStatus >= 0 ? OptionalInt.of(exitStatus) : OptionalInt.empty(),
                failed.length == 2 ? failed[1] : "");
    }

    private static int number(String digits) {
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -1;
    }

    @Override
    public void cancel(Collection<String> jobIds) throws ProviderException {
        cancel(List.of("qdel"), jobIds, GONE);
    }
}
