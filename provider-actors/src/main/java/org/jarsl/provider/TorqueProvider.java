package org.jarsl.provider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Torque, and what Slurm has in its place, by {@code qsub}, {@code qstat} and {@code qdel}. The state of fifty jobs is
 * one {@code qstat}, or two when some of them are gone. Thread-safe.
 */
final class TorqueProvider extends PbsProvider {
    private static final Pattern JOB = Pattern.compile("Job Id:\\s*(\\S+)\\s*");
    private static final Pattern ENTRY = Pattern.compile("\\s+(job_state|exit_status|comment) = (.*)");
    private static final int UNKNOWN_JOB = 153;
    private static final int WALLTIME_EXCEEDED = -11;

    private final TorqueSettings settings;

    TorqueProvider(TorqueSettings settings, Commands commands) {
        super(settings.batch(), commands);
        this.settings = settings;
    }

    /** A name may have 15 characters; what a block's name ends with is unlike that of all others too. */
    @Override
    String name(String jobName) {
        int last = jobName.lastIndexOf('.');
        return "j." + jobName.substring(jobName.lastIndexOf('.', last - 1) + 1);
    }

    @Override
    List<String> nodes(int nodes) {
        String cpus = settings.coresPerNode() == 0 ? "" : ":ppn=" + settings.coresPerNode();
        return List.of("#PBS -l nodes=" + nodes + cpus);
    }

    @Override
    void ask(Collection<String> jobIds, Map<String, JobStatus> states) throws ProviderException {
        for (List<String> ids : chunks(jobIds)) {
            Map<String, JobStatus> said = said(ids);
            List<String> rest = new ArrayList<>(ids);
            rest.removeAll(said.keySet());
            states.putAll(said);
            if (!rest.isEmpty()) {
                // Slurm's qstat says nothing of those that are gone as long as there are others.
                states.putAll(said(rest));
            }
        }
    }

    private Map<String, JobStatus> said(List<String> ids) throws ProviderException {
        Answer answer = commands.run(words(List.of("qstat", "-f"), ids), null);
        Map<String, JobStatus> states = new HashMap<>();
        if (answer.exitCode() == UNKNOWN_JOB && answer.lines().findAny().isEmpty()) {
            ids.forEach(id -> states.put(id, missing()));
        }
        jobs(answer, JOB, ENTRY).forEach((id, job) -> states.put(id, status(job)));
        unknown(answer, states);
        if (states.isEmpty()) {
            throw answer.unreadable("`Job Id:` and lines of `name = value`");
        }
        return states;
    }

    private static JobStatus status(Map<String, String> job) {
        String comment = job.getOrDefault("comment", "");
        return switch (job.getOrDefault("job_state", "")) {
            case "Q", "T", "W" -> new JobStatus(JobState.PENDING, OptionalInt.empty(), comment);
            case "H", "S" -> new JobStatus(JobState.HELD, OptionalInt.empty(), comment);
            case "R", "E" -> JobStatus.of(JobState.RUNNING);
            case "C" -> ended(job.getOrDefault("exit_status", ""));
            default -> JobStatus.of(JobState.UNKNOWN);
        };
    }

    /** Slurm's qstat has no exit status. */
    private static JobStatus ended(String exitStatus) {
        if (exitStatus.isEmpty()) {
            return new JobStatus(JobState.COMPLETED, OptionalInt.empty(), "the scheduler does not say how it ended");
        }
        int status = number(exitStatus);
        JobState state = switch (status) {
            case 0 -> JobState.COMPLETED;
            case WALLTIME_EXCEEDED -> JobState.TIMEOUT;
            default -> JobState.FAILED;
        };
        return new JobStatus(state, exitCode(status), status < 0 ? "exit status " + exitStatus : "");
    }
}
