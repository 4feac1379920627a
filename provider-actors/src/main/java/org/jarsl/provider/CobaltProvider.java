package org.jarsl.provider;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Cobalt, by {@code qsub}, {@code qstat} and {@code qdel}. In contrast to other schedulers it takes its options on the
 * command line only, and forgets jobs when they end; their exit codes are in files that it writes into the directory from
 * which they were submitted. Thread-safe.
 */
final class CobaltProvider extends CommandProvider {
    private static final Pattern JOB_ID = Pattern.compile("(?m)^(\\d+)\\s*$");
    private static final Pattern EXIT_CODE = Pattern.compile("exit code of (-?\\d{1,9})");
    /** A log longer than this is none. */
    private static final int MAX_LOG_BYTES = 1024 * 1024;
    /** For {@code qdel} an unknown job is no error, so that all complaints are. */
    private static final Pattern NONE = Pattern.compile("(?!)");

    private final CobaltSettings settings;
    private final Path directory;

    /** The directory is where {@code qsub} is run. */
    CobaltProvider(CobaltSettings settings, Commands commands, Path directory) {
        super(commands, settings.batch().statusPeriod());
        this.settings = settings;
        this.directory = directory;
    }

    @Override
    public String submit(JobRequest request) throws ProviderException {
        BatchSettings batch = settings.batch();
        List<String> words = new ArrayList<>(List.of("qsub", "-n", Integer.toString(request.nodes())));
        option(words, "-t", request.minutes());
        option(words, "-q", batch.queue());
        option(words, "-A", batch.account());
        option(words, "--jobname", request.name());
        option(words, "-o", request.stdout().toAbsolutePath().toString());
        option(words, "-e", request.stderr().toAbsolutePath().toString());
        option(words, "--attrs", settings.attrs());
        Arrays.stream(batch.schedulerOptions().split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .forEach(words::add);
        words.add(request.script().toAbsolutePath().toString());
        return id(commands.run(words, null), JOB_ID);
    }

    private static void option(List<String> words, String name, String value) {
        if (!value.isEmpty()) {
            words.addAll(List.of(name, value));
        }
    }

    @Override
    ProviderException.Kind kind(Answer answer) {
        if (answer.says("timed out")) {
            return ProviderException.Kind.UNCLEAR;
        }
        boolean away = answer.says("ailed to connect to") || answer.says("Connection refused");
        return away ? ProviderException.Kind.UNAVAILABLE : ProviderException.Kind.REFUSED;
    }

    @Override
    public Optional<String> find(String jobName) throws ProviderException {
        return table(commands.run("qstat", "-f"), "JobName").stream()
                .filter(row -> row.get(1).equals(jobName))
                .map(row -> row.get(0))
                .findFirst();
    }

    @Override
    void ask(Collection<String> jobIds, Map<String, JobStatus> states) throws ProviderException {
        for (List<String> ids : chunks(jobIds)) {
            Answer answer = commands.run(words(List.of("qstat"), ids), null);
            // Of those that are gone nothing is said, and if all are, nothing at all.
            boolean allGone = answer.exitCode() == 1 && answer.lines().findAny().isEmpty();
            List<List<String>> rows = allGone ? List.of() : table(answer, "State");
            rows.forEach(row -> states.put(row.get(0), status(row.get(1))));
            ids.forEach(id -> states.computeIfAbsent(id, this::ended));
        }
    }

    /** Of each job the id and another column, none of those before which has blanks. */
    private static List<List<String>> table(Answer answer, String column) throws ProviderException {
        List<List<String>> rows = answer.lines()
                .map(line -> List.of(line.strip().split("\\s+", -1)))
                .toList();
        int id = rows.isEmpty() ? -1 : rows.get(0).indexOf("JobID");
        int other = rows.isEmpty() ? -1 : rows.get(0).indexOf(column);
        if (!answer.ok() || id < 0 || other < 0) {
            throw answer.unreadable("a table with JobID and " + column);
        }
        return rows.stream()
                .skip(1)
                .filter(row -> row.size() > Math.max(id, other))
                .map(row -> List.of(row.get(id), row.get(other)))
                .toList();
    }

    private static JobStatus status(String word) {
        JobState state = switch (word) {
            case "queued", "starting" -> JobState.PENDING;
            case "running", "exiting", "killing" -> JobState.RUNNING;
            default -> word.contains("hold") ? JobState.HELD : JobState.UNKNOWN;
        };
        boolean plain = word.equals("queued") || word.equals("running");
        return new JobStatus(state, OptionalInt.empty(), plain ? "" : "state " + word);
    }

    private JobStatus ended(String id) {
        Path log = directory.resolve(id + ".cobaltlog");
        String text = "";
        try {
            if (Files.size(log) <= MAX_LOG_BYTES) {
                text = Files.readString(log, StandardCharsets.ISO_8859_1);
            }
        } catch (IOException e) {
            return missing();
        }
        // The log of an older job of the same number may stand before this one's.
        String last = text.substring(Math.max(0, text.lastIndexOf("Jobid: " + id)));
        return EXIT_CODE
                .matcher(last)
                .results()
                .reduce((earlier, later) -> later)
                .map(CobaltProvider::ended)
                .orElseGet(CommandProvider::missing);
    }

    private static JobStatus ended(MatchResult exitCode) {
        int code = Integer.parseInt(exitCode.group(1));
        return new JobStatus(code == 0 ? JobState.COMPLETED : JobState.FAILED, OptionalInt.of(code), "");
    }

    @Override
    public void cancel(Collection<String> jobIds) throws ProviderException {
        cancel(List.of("qdel"), jobIds, NONE);
    }
}
