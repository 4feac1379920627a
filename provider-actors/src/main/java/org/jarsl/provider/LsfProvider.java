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
 * IBM Spectrum LSF, by {@code bsub}, {@code bjobs} and {@code bkill}. The state of fifty jobs is one {@code bjobs}. It
 * is asked for as a table, which all versions have. Thread-safe.
 */
final class LsfProvider extends CommandProvider {
    private static final Pattern JOB_ID = Pattern.compile("Job <(\\d+)> is submitted");
    /** Columns JOBID, USER and STAT; a line that goes on with more hosts begins with a space. */
    private static final Pattern JOB = Pattern.compile("(?m)^(\\d+)\\s+\\S+\\s+([A-Z]+)\\s");

    private static final String TABLE = "a table with JOBID, USER and STAT";
    private static final Pattern NOT_FOUND = Pattern.compile("Job <(\\d+)> is not found");
    private static final Pattern GONE =
            Pattern.compile("No matching job found|is not found|already finished|is being terminated");

    private final LsfSettings settings;

    LsfProvider(LsfSettings settings, Commands commands) {
        super(commands, settings.batch().statusPeriod());
        this.settings = settings;
    }

    @Override
    public List<String> directives(JobRequest request) {
        BatchSettings batch = settings.batch();
        List<String> lines = new ArrayList<>();
        lines.add("#BSUB -J " + request.name());
        lines.add("#BSUB -o " + request.stdout());
        lines.add("#BSUB -e " + request.stderr());
        lines.add("#BSUB -nnodes " + request.nodes());
        // A job that is started again by itself would bring back managers of a block that is taken for lost.
        lines.add("#BSUB -rn");
        line(lines, "#BSUB -q ", batch.queue());
        line(lines, "#BSUB -P ", batch.account());
        line(lines, "#BSUB -W ", request.minutes());
        batch.schedulerOptions().lines().forEach(lines::add);
        return lines;
    }

    @Override
    public String submit(JobRequest request) throws ProviderException {
        // It reads the options from a script only if this is its input.
        return id(commands.run(List.of("bsub"), request.script()), JOB_ID);
    }

    @Override
    ProviderException.Kind kind(Answer answer) {
        if (answer.says("timed out")) {
            return ProviderException.Kind.UNCLEAR;
        }
        boolean away = answer.says("LSF is down")
                || answer.says("Cannot connect to LSF")
                || answer.says("LIM is down")
                || answer.says("Connection refused");
        return away ? ProviderException.Kind.UNAVAILABLE : ProviderException.Kind.REFUSED;
    }

    @Override
    public Optional<String> find(String jobName) throws ProviderException {
        Answer answer = commands.run("bjobs", "-w", "-J", jobName);
        Matcher job = JOB.matcher(answer.out());
        if (job.find()) {
            return Optional.of(job.group(1));
        }
        if (!answer.says("is not found") && !answer.says("No unfinished job found")) {
            throw answer.unreadable(TABLE);
        }
        return Optional.empty();
    }

    @Override
    void ask(Collection<String> jobIds, Map<String, JobStatus> states) throws ProviderException {
        for (List<String> ids : chunks(jobIds)) {
            states.putAll(said(commands.run(words(List.of("bjobs", "-a", "-w"), ids), null)));
        }
    }

    private static Map<String, JobStatus> said(Answer answer) throws ProviderException {
        Map<String, JobStatus> states = new HashMap<>();
        JOB.matcher(answer.out()).results().forEach(job -> states.put(job.group(1), status(job.group(2))));
        NOT_FOUND.matcher(answer.out() + answer.err()).results().forEach(id -> states.put(id.group(1), missing()));
        if (states.isEmpty()) {
            throw answer.unreadable(TABLE);
        }
        return states;
    }

    private static JobStatus status(String word) {
        JobState state = switch (word) {
            case "PEND", "WAIT" -> JobState.PENDING;
            case "PSUSP", "USUSP", "SSUSP" -> JobState.HELD;
            case "RUN" -> JobState.RUNNING;
            case "DONE" -> JobState.COMPLETED;
            // Also of a job that was cancelled, or ran for too long.
            case "EXIT" -> JobState.FAILED;
            // UNKWN and ZOMBI: the job's host does not answer, so that nobody knows whether it runs there.
            default -> JobState.UNKNOWN;
        };
        boolean plain = state == JobState.RUNNING || state == JobState.COMPLETED || word.equals("PEND");
        return new JobStatus(state, OptionalInt.empty(), plain ? "" : "state " + word);
    }

    @Override
    public void cancel(Collection<String> jobIds) throws ProviderException {
        cancel(List.of("bkill"), jobIds, GONE);
    }
}
