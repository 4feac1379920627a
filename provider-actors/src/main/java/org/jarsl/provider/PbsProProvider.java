package org.jarsl.provider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * PBS Pro and OpenPBS, by {@code qsub}, {@code qstat} and {@code qdel}. The state of fifty jobs is one {@code qstat}.
 * How a job has ended is known where the server keeps a history. Thread-safe.
 */
final class PbsProProvider extends PbsProvider {
    /**
     * The JSON holds the user's whole environment, and its values are not always quoted as they should be: so it is read
     * by lines, of which only these matter. The first of each counts.
     */
    private static final Pattern JOB = Pattern.compile("\\s+\"(\\d+\\.[^\"]+)\":\\s*\\{");

    private static final Pattern ENTRY =
            Pattern.compile("\\s+\"(Job_Name|job_state|substate|Exit_status|comment)\":\\s*\"?(.*?)\"?,?\\s*");
    private static final String NO_HISTORY = "not configured to maintain job history";
    private static final String DELETED = "91";
    private static final int WALLTIME_EXCEEDED = -29;

    private final PbsProSettings settings;

    PbsProProvider(PbsProSettings settings, Commands commands) {
        super(settings.batch(), commands);
        this.settings = settings;
    }

    @Override
    String name(String jobName) {
        return jobName;
    }

    @Override
    List<String> nodes(int nodes) {
        String select = "#PBS -l select=" + select(nodes);
        // Else several of the chunks may be of one node.
        boolean placed = settings.batch().schedulerOptions().contains("place=");
        return placed ? List.of(select) : List.of(select, "#PBS -l place=scatter");
    }

    private String select(int nodes) {
        List<String> chunk = new ArrayList<>(List.of(Integer.toString(nodes)));
        if (settings.coresPerNode() > 0) {
            chunk.add("ncpus=" + settings.coresPerNode());
        }
        if (settings.memoryPerNodeBytes() > 0) {
            chunk.add("mem=" + settings.memoryPerNodeBytes() / 1024 + "kb");
        }
        line(chunk, "", settings.selectOptions());
        return String.join(":", chunk);
    }

    @Override
    void ask(Collection<String> jobIds, Map<String, JobStatus> states) throws ProviderException {
        for (List<String> ids : chunks(jobIds)) {
            Answer answer = commands.run(words(List.of("qstat", "-x", "-f", "-F", "json"), ids), null);
            if (answer.says(NO_HISTORY)) {
                answer = commands.run(words(List.of("qstat", "-f", "-F", "json"), ids), null);
            }
            states.putAll(said(answer));
        }
    }

    private static Map<String, JobStatus> said(Answer answer) throws ProviderException {
        Map<String, JobStatus> states = new HashMap<>();
        jobs(answer, JOB, ENTRY).forEach((id, job) -> states.put(id, status(job)));
        unknown(answer, states);
        if (states.isEmpty()) {
            throw answer.unreadable("\"Jobs\" in JSON");
        }
        return states;
    }

    private static JobStatus status(Map<String, String> job) {
        String letter = job.getOrDefault("job_state", "");
        JobState state = switch (letter) {
            case "Q", "T", "W" -> JobState.PENDING;
            case "H", "S", "U" -> JobState.HELD;
            case "R", "E", "B" -> JobState.RUNNING;
            case "F", "X" -> JobState.FAILED;
            default -> JobState.UNKNOWN;
        };
        String comment = job.getOrDefault("comment", "");
        if (state == JobState.FAILED) {
            return ended(job.getOrDefault("substate", ""), job.getOrDefault("Exit_status", ""), comment);
        }
        return new JobStatus(state, OptionalInt.empty(), state == JobState.RUNNING ? "" : comment);
    }

    private static JobStatus ended(String substate, String exitStatus, String comment) {
        int status = number(exitStatus);
        JobState state = status == 0 ? JobState.COMPLETED : JobState.FAILED;
        if (substate.equals(DELETED)) {
            state = JobState.CANCELLED;
        } else if (status == WALLTIME_EXCEEDED) {
            state = JobState.TIMEOUT;
        }
        OptionalInt exitCode = state == JobState.CANCELLED ? OptionalInt.empty() : exitCode(status);
        return new JobStatus(state, exitCode, state == JobState.COMPLETED ? "" : comment);
    }
}
