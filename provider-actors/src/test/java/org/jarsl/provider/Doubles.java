package org.jarsl.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Commands that say what those of a real scheduler have said, from a session in {@code src/test/resources/recorded}, and
 * log their arguments. If the environment variable {@code JARSL_REAL_SCHEDULER} names this type of scheduler, its real
 * commands are run instead, which must then be on the PATH.
 */
final class Doubles {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern STEP =
            Pattern.compile("(?m)^\\$ (.*)\\n((?:(?!\\$ |\\[exit ).*\\n)*)\\[exit (\\d+)]$");

    private final Path directory;
    private final boolean real;
    private final String session;
    private final Map<String, Map<String, String>> branches = new LinkedHashMap<>();
    private int answers;

    private Doubles(Path directory, boolean real, String session) {
        this.directory = directory;
        this.real = real;
        this.session = session;
    }

    /**
     * Replays a session.
     *
     * @param type as {@code JARSL_REAL_SCHEDULER} would name it
     */
    static Doubles of(String type, String session, Path parent) throws IOException {
        try (InputStream stream = Doubles.class.getResourceAsStream("/recorded/" + session + ".txt")) {
            String text = new String(Objects.requireNonNull(stream, session).readAllBytes(), UTF_8);
            boolean real = type.equals(System.getenv("JARSL_REAL_SCHEDULER"));
            return new Doubles(Files.createDirectory(parent.resolve("commands")), real, text);
        }
    }

    Commands commands() {
        Duration timeout = Duration.ofSeconds(20);
        return real ? new Commands(timeout) : new Commands(timeout, directory);
    }

    /**
     * From now on commands of this form, a pattern of the shell's, are answered as the recorded command was. The latest
     * form that fits counts.
     */
    void replay(String form, String recorded) throws IOException {
        MatchResult step = STEP.matcher(session)
                .results()
                .filter(each -> each.group(1).equals(recorded))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not recorded: " + recorded));
        answer(form, Integer.parseInt(step.group(3)), step.group(2));
    }

    /** Answers what no session has; lines that begin with the command's name are errors, all others are output. */
    void answer(String form, int exitCode, String text) throws IOException {
        String command = form.split(" ", 2)[0];
        String file = command + "." + ++answers;
        Map<Boolean, String> streams = text.lines()
                .collect(Collectors.partitioningBy(
                        line -> line.startsWith(command + ":"),
                        Collectors.mapping(line -> line + "\n", Collectors.joining())));
        Files.writeString(directory.resolve(file + ".out"), streams.get(false));
        Files.writeString(directory.resolve(file + ".err"), streams.get(true));
        Map<String, String> forms = branches.computeIfAbsent(command, unused -> new LinkedHashMap<>());
        forms.remove(form);
        forms.put(form, file + " " + exitCode);
        write(command, forms);
    }

    private void write(String command, Map<String, String> forms) throws IOException {
        StringBuilder script = new StringBuilder("#!/bin/bash\ncd '" + directory + "'\n");
        script.append(
                "echo \"" + command + "${*:+ $*}\" >> log\n[[ -p /dev/stdin || -f /dev/stdin ]] && cat > input\n");
        script.append("case \"" + command + "${*:+ $*}\" in\n");
        List<String> latestFirst = new ArrayList<>(forms.keySet());
        Collections.reverse(latestFirst);
        for (String form : latestFirst) {
            String[] answer = forms.getOrDefault(form, "").split(" ", 2);
            script.append(form.replace(" ", "\\ ") + ") cat " + answer[0] + ".out; cat " + answer[0] + ".err >&2; exit "
                    + answer[1] + ";;\n");
        }
        script.append("*) echo \"" + command + ": no double for $*\" >&2; exit 99;;\nesac\n");
        Path file = directory.resolve(command);
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** The commands that were run, with their arguments. */
    List<String> log() throws IOException {
        Path log = directory.resolve("log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    /** What the last command that had a file as its input read. */
    String input() throws IOException {
        return Files.readString(directory.resolve("input"));
    }

    /** Skips a test whose events cannot be had of a real scheduler. */
    void notForReal() {
        assumeFalse(real, "a real scheduler is not brought to say that");
    }

    /** Waits until the job is in one of these states; a real scheduler takes its time. */
    static JobStatus await(Provider provider, String id, JobState... states) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JobStatus status = provider.status(List.of(id)).getOrDefault(id, JobStatus.of(JobState.UNKNOWN));
            if (List.of(states).contains(status.state())) {
                return status;
            }
            assertThat(System.nanoTime())
                    .as("job %s is %s, not %s", id, status, List.of(states))
                    .isLessThan(end);
            Thread.sleep(200);
        }
    }
}
