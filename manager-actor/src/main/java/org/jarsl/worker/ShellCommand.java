package org.jarsl.worker;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jarsl.process.ForkServer;
import org.jarsl.process.ProcessGroup;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Failure.Kind;
import org.jarsl.protocol.StreamTarget;
import org.jarsl.protocol.TaskOptions;
import org.jspecify.annotations.Nullable;

/**
 * The command line of one attempt, run by {@code /bin/bash}. Its output goes straight to files and never through this
 * JVM, so however much there is, it costs no memory and nothing waits for a reader. Not thread-safe.
 */
final class ShellCommand implements AutoCloseable {
    private static final File DEV_NULL = new File("/dev/null");
    private static final int MAX_TAIL_BYTES = 2 * 1024;
    /** From here on its length may be why a command cannot be started: MAX_ARG_STRLEN of Linux is 128 KiB. */
    private static final int LONG_COMMAND = 100_000;

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private final String app;
    /** Null for that of this JVM. */
    private final @Nullable String directory;

    private final Path stdout;
    private final Path stderr;
    private final boolean stderrIsScratch;
    private final long stderrStart;

    private ShellCommand(Work work, @Nullable Path stdout, Path stderr) {
        TaskOptions options = work.options();
        this.app = work.app().name();
        this.directory = options.workingDirectory();
        this.stdout = stdout == null ? DEV_NULL.toPath() : stdout;
        this.stderr = stderr;
        this.stderrIsScratch = options.stderr() == null;
        this.stderrStart = stderr.toFile().length();
    }

    /** Opens the streams, so that what cannot be written is known before anything runs. */
    static ShellCommand prepare(Work work, Path scratchDirectory) throws FailedAttempt {
        TaskOptions options = work.options();
        String directory = options.workingDirectory();
        if (directory != null && !new File(directory).isDirectory()) {
            throw new FailedAttempt(
                    Kind.STREAM,
                    "working directory of app `" + work.app().name() + "` is not a directory: " + directory);
        }
        Path stdout = options.stdout() == null ? null : open("standard output", work, options.stdout());
        StreamTarget errors = options.stderr();
        if (errors == null) {
            String name = "task-" + work.taskId() + "-" + work.attempt() + ".stderr";
            errors = new StreamTarget(scratchDirectory.resolve(name).toString(), false);
        }
        return new ShellCommand(work, stdout, open("standard error", work, errors));
    }

    private static Path open(String what, Work work, StreamTarget target) throws FailedAttempt {
        try {
            Path path = Path.of(target.path());
            Path parent = path.getParent();
            // createDirectories fails on a symbolic link to a directory.
            if (parent != null && !Files.isDirectory(parent)) {
                Files.createDirectories(parent);
            }
            StandardOpenOption mode =
                    target.append() ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
            Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)
                    .close();
            return path;
        } catch (IOException | InvalidPathException e) {
            String message = what + " of app `" + work.app().name() + "` cannot be written to " + target.path() + ": "
                    + reason(e);
            throw new FailedAttempt(Failure.of(Kind.STREAM, message), e);
        }
    }

    private static String reason(Exception e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file is where a directory must be";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /**
     * Runs the command to its end.
     *
     * @param grace between TERM and KILL when the thread is interrupted
     * @throws FailedAttempt if the exit code is not 0
     * @throws InterruptedException if the thread was interrupted; the command and all that it started are gone then
     */
    void run(String commandLine, Map<String, String> variables, WorkerShell shell, Duration grace)
            throws FailedAttempt, InterruptedException {
        int exitCode;
        try {
            // What cannot be started that way is left to Java, which says why.
            exitCode = ForkServer.SUPPORTED && commandLine.length() < LONG_COMMAND && commandLine.indexOf(0) < 0
                    ? shell.server(variables)
                            .run(directory == null ? "" : directory, stdout, stderr, commandLine, grace)
                    : await(start(commandLine, variables), grace);
        } catch (IOException | IllegalArgumentException e) {
            String advice = commandLine.length() < LONG_COMMAND
                    ? ""
                    : "; it has " + commandLine.length()
                            + " characters, and Linux allows 131071: write it to a file, and let the command run that";
            throw failed(
                    "command of app `" + app + "` could not be started: " + StackText.message(e) + advice,
                    NOT_EXECUTABLE,
                    e);
        }
        if (exitCode != 0) {
            String message =
                    "command of app `" + app + "` ended with exit code " + exitCode + hint(exitCode) + stderrTail();
            throw failed(message, exitCode, null);
        }
    }

    private ProcessGroup start(String commandLine, Map<String, String> variables) throws IOException {
        // Both always append: the files are emptied already, and two streams to one file must not overwrite each other.
        ProcessBuilder builder = new ProcessBuilder()
                .redirectInput(DEV_NULL)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(stdout.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(stderr.toFile()));
        if (directory != null) {
            builder.directory(new File(directory));
        }
        builder.environment().putAll(variables);
        return ProcessGroup.start(builder, List.of("/bin/bash", "-c", commandLine), ProcessGroup.SUPPORTED);
    }

    private static int await(ProcessGroup group, Duration grace) throws InterruptedException {
        try {
            return group.process().waitFor();
        } catch (InterruptedException e) {
            ProcessGroup.stop(List.of(group), grace);
            throw e;
        }
    }

    private static FailedAttempt failed(String message, int exitCode, @Nullable Throwable cause) {
        return new FailedAttempt(new Failure(Kind.SHELL_EXIT, null, message, "", "", exitCode), cause);
    }

    private static String hint(int exitCode) {
        if (exitCode == NOT_EXECUTABLE) {
            return " (not executable)";
        }
        if (exitCode == NOT_FOUND) {
            return " (command not found)";
        }
        String signal = Signals.name(exitCode);
        return signal == null ? "" : " (signal " + signal + ")";
    }

    private String stderrTail() {
        try (RandomAccessFile file = new RandomAccessFile(stderr.toFile(), "r")) {
            long start = Math.max(stderrStart, file.length() - MAX_TAIL_BYTES);
            byte[] bytes = new byte[(int) Math.max(0, file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            String tail = new String(bytes, StandardCharsets.UTF_8).strip();
            return tail.isEmpty() ? "" : "; standard error ends with:\n" + tail;
        } catch (IOException e) {
            return ""; // it may be a device, or removed by the command
        }
    }

    @Override
    public void close() {
        if (stderrIsScratch) {
            // It is gone already if the command cleaned up too much.
            boolean unused = stderr.toFile().delete();
        }
    }
}
