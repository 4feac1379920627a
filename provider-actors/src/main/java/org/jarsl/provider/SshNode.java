package org.jarsl.provider;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One node of a job: its script on one host. What it writes stays on the host while it runs; the end of it, 64 KiB of
 * each stream, is brought to the head's files when its end is noticed. Thread-safe; a call waits for another's end.
 */
final class SshNode {
    private static final Pattern STATE = Pattern.compile("(?m)^jarsl-state (running|missing|ended ?(\\d*))$");
    private static final int SIGNALLED = 128;

    private final SshHost host;
    private final JobRequest request;
    private final SshShell shell;
    private final SshScripts scripts;
    private final Duration grace;
    private @Nullable JobStatus end;

    SshNode(SshHost host, JobRequest request, SshShell shell, String remoteDirectory, Duration grace) {
        this.host = host;
        this.request = request;
        this.shell = shell;
        this.grace = grace;
        String marker = UUID.randomUUID().toString();
        this.scripts = new SshScripts(remoteDirectory + "/" + marker, marker);
    }

    SshHost host() {
        return host;
    }

    /** How it ended; null as long as that is not known. */
    synchronized @Nullable JobStatus end() {
        return end;
    }

    /** Copies the script to the host, since the head's files may not be there, and starts it. */
    synchronized void start() throws ProviderException {
        try {
            if (end != null) {
                throw new ProviderException(ProviderException.Kind.REFUSED, "no more jobs are started");
            }
            String directory = Path.of("").toAbsolutePath().toString();
            Answer answer = shell.run(host, scripts.start(Files.readString(request.script()), directory, grace));
            if (!answer.ok()) {
                throw answer.as(ProviderException.Kind.REFUSED);
            }
        } catch (IOException e) {
            end = new JobStatus(JobState.FAILED, OptionalInt.empty(), "not started");
            throw new ProviderException(ProviderException.Kind.REFUSED, "cannot read " + request.script(), e);
        } catch (ProviderException e) {
            if (e.kind() != ProviderException.Kind.UNCLEAR) {
                end = new JobStatus(JobState.FAILED, OptionalInt.empty(), "not started");
            }
            throw e;
        }
    }

    /** Asks the host, unless the end is known. */
    synchronized void ask(boolean cancel) throws ProviderException {
        if (end != null) {
            return;
        }
        Answer answer = shell.run(host, scripts.ask(cancel, grace));
        Matcher state = STATE.matcher(answer.out());
        if (!state.find()) {
            throw answer.unreadable("a line of jarsl-state");
        }
        if (!state.group(1).equals("running")) {
            String trouble = save(answer.out(), "jarsl-out", request.stdout())
                    + save(answer.out(), "jarsl-err", request.stderr());
            JobStatus status = ended(state, cancel);
            end = new JobStatus(status.state(), status.exitCode(), status.reason() + trouble);
            forget();
        }
    }

    private JobStatus ended(Matcher state, boolean cancelled) {
        String code = state.group(2);
        if (code == null) {
            return new JobStatus(
                    cancelled ? JobState.CANCELLED : JobState.MISSING,
                    OptionalInt.empty(),
                    "its directory on " + host + " is gone");
        }
        if (code.isEmpty()) {
            return new JobStatus(
                    cancelled ? JobState.CANCELLED : JobState.FAILED,
                    OptionalInt.empty(),
                    "it has no processes on " + host + " any more; was that restarted?");
        }
        int number = Integer.parseInt(code);
        String reason = number == 0
                ? ""
                : "on " + host + (number > SIGNALLED ? " ended by signal " + (number - SIGNALLED) : "");
        JobState ended = cancelled ? JobState.CANCELLED : number == 0 ? JobState.COMPLETED : JobState.FAILED;
        return new JobStatus(ended, OptionalInt.of(number), reason);
    }

    /** Appends, as other nodes have the same file; returns what went wrong with it, or an empty text. */
    private String save(String answer, String key, Path file) {
        Matcher line = Pattern.compile("(?m)^" + key + " (\\S*)$").matcher(answer);
        byte[] bytes = line.find() ? Base64.getDecoder().decode(line.group(1)) : new byte[0];
        byte[] title = (request.nodes() > 1 && bytes.length > 0 ? "==> " + host + " <==\n" : "")
                .getBytes(StandardCharsets.UTF_8);
        try {
            Files.write(file, title, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Files.write(file, bytes, StandardOpenOption.APPEND);
            return "";
        } catch (IOException e) {
            return "; its output cannot be written: " + e;
        }
    }

    private void forget() {
        try {
            shell.run(host, scripts.forget());
        } catch (ProviderException e) {
            // Some small files stay on the host.
        }
    }
}
