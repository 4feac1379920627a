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

/** What PBS Pro and Torque have both kept of PBS. Thread-safe. */
abstract class PbsProvider extends CommandProvider {
    private static final Pattern JOB_ID = Pattern.compile("(?m)^(\\d+[.\\w-]*)\\s*$");
    private static final Pattern UNKNOWN = Pattern.compile("Unknown Job Id(?: Error)? (\\S+)");
    private static final Pattern GONE =
            Pattern.compile("Unknown Job Id|Job has finished|invalid state for job - COMPLETE");

    private final BatchSettings batch;

    PbsProvider(BatchSettings batch, Commands commands) {
        super(commands, batch.statusPeriod());
        this.batch = batch;
    }

    /** As which the scheduler knows a job of this name. */
    abstract String name(String jobName);

    /** How to ask for nodes. */
    abstract List<String> nodes(int nodes);

    @Override
    public List<String> directives(JobRequest request) {
        List<String> lines = new ArrayList<>();
        lines.add("#PBS -N " + name(request.name()));
        lines.add("#PBS -o " + request.stdout());
        lines.add("#PBS -e " + request.stderr());
        // A job that is started again by itself would bring back managers of a block that is taken for lost.
        lines.add("#PBS -r n");
        line(lines, "#PBS -q ", batch.queue());
        line(lines, "#PBS -A ", batch.account());
        line(lines, "#PBS -l walltime=", request.clock());
        lines.addAll(nodes(request.nodes()));
        batch.schedulerOptions().lines().forEach(lines::add);
        lines.add("cd \"$PBS_O_WORKDIR\" || exit");
        return lines;
    }

    @Override
    public String submit(JobRequest request) throws ProviderException {
        return id(commands.run("qsub", request.script().toString()), JOB_ID);
    }

    @Override
    ProviderException.Kind kind(Answer answer) {
        if (answer.says("End of File") || answer.says("timed out") || answer.says("Communication failure")) {
            return ProviderException.Kind.UNCLEAR;
        }
        boolean away = answer.says("annot connect to") || answer.says("Connection refused");
        return away ? ProviderException.Kind.UNAVAILABLE : ProviderException.Kind.REFUSED;
    }

    /** Not by {@code qstat}, whose table cuts names. */
    @Override
    public Optional<String> find(String jobName) throws ProviderException {
        Answer answer = commands.run("qselect", "-N", name(jobName));
        if (!answer.ok()) {
            throw answer.as(ProviderException.Kind.UNAVAILABLE);
        }
        return answer.out().lines().filter(line -> !line.isBlank()).findFirst();
    }

    /** What the full form of {@code qstat} has of each job: of entries with the same name the first counts. */
    static Map<String, Map<String, String>> jobs(Answer answer, Pattern jobLine, Pattern entryLine) {
        Map<String, Map<String, String>> jobs = new HashMap<>();
        Map<String, String> current = new HashMap<>();
        for (String line : answer.out().lines().toList()) {
            Matcher job = jobLine.matcher(line);
            Matcher entry = entryLine.matcher(line);
            if (job.matches()) {
                current = new HashMap<>();
                jobs.put(job.group(1), current);
            } else if (entry.matches()) {
                current.putIfAbsent(entry.group(1), entry.group(2));
            }
        }
        return jobs;
    }

    static void unknown(Answer answer, Map<String, JobStatus> states) {
        UNKNOWN.matcher(answer.out() + answer.err()).results().forEach(id -> states.put(id.group(1), missing()));
    }

    /** Negative if PBS has ended the job or could not start it; -1 if it does not say. */
    static int number(String exitStatus) {
        return exitStatus.matches("-?\\d{1,9}") ? Integer.parseInt(exitStatus) : -1;
    }

    /** PBS has 256 + the signal for one that was killed, and shells 128. */
    static OptionalInt exitCode(int exitStatus) {
        if (exitStatus < 0) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(exitStatus > 256 ? exitStatus - 128 : exitStatus);
    }

    @Override
    public void cancel(Collection<String> jobIds) throws ProviderException {
        cancel(List.of("qdel"), jobIds, GONE);
    }
}
