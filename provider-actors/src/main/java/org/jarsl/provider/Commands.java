package org.jarsl.provider;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jarsl.process.ProcessGroup;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of a scheduler: {@code sbatch}, {@code qstat} and the like. Each is given up after a time, with all
 * that it has started, and no more of its output is kept than fits into memory. Thread-safe.
 */
final class Commands {
    private static final int MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final File DEV_NULL = new File("/dev/null");

    private final Duration timeout;
    private final @Nullable Path directory;

    /** Those on the PATH of this JVM. */
    Commands(Duration timeout) {
        this.timeout = timeout;
        this.directory = null;
    }

    /** Those of this directory, and no others. */
    Commands(Duration timeout, Path directory) {
        this.timeout = timeout;
        this.directory = directory;
    }

    Duration timeout() {
        return timeout;
    }

    /**
     * Runs a command to its end; it is no error here that the exit code is not 0.
     *
     * @throws ProviderException {@code REFUSED} if there is no such command, {@code UNCLEAR} if it did not end in time
     */
    Answer run(String... words) throws ProviderException {
        return run(List.of(words), null);
    }

    /** As {@link #run(String...)}, with a file as its standard input. */
    Answer run(List<String> words, @Nullable Path input) throws ProviderException {
        String shown = String.join(" ", words);
        ProcessGroup group = start(words, shown, input);
        CompletableFuture<String> out = read(group.process().getInputStream());
        CompletableFuture<String> err = read(group.process().getErrorStream());
        try {
            boolean ended = group.process().waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                ProcessGroup.stop(List.of(group), GRACE);
                throw new ProviderException(
                        ProviderException.Kind.UNCLEAR,
                        "`" + shown + "` has not ended after " + timeout.toSeconds() + " s");
            }
            // Something that it has left behind may hold its output open.
            long left = GRACE.toMillis();
            return new Answer(
                    shown,
                    group.process().exitValue(),
                    out.get(left, TimeUnit.MILLISECONDS),
                    err.get(left, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ProcessGroup.stop(List.of(group), GRACE);
            throw new ProviderException(ProviderException.Kind.UNCLEAR, "`" + shown + "` was interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new ProviderException(
                    ProviderException.Kind.UNCLEAR, "the output of `" + shown + "` cannot be read: " + e, e);
        }
    }

    private ProcessGroup start(List<String> words, String shown, @Nullable Path input) throws ProviderException {
        ProcessBuilder builder = new ProcessBuilder().redirectInput(input == null ? DEV_NULL : input.toFile());
        // What is read here must not depend on the user's language.
        builder.environment().put("LC_ALL", "C");
        List<String> found = new ArrayList<>(words);
        if (directory != null) {
            found.set(0, directory.resolve(words.get(0)).toString());
        }
        try {
            return ProcessGroup.start(builder, found, false);
        } catch (IOException e) {
            boolean missing = String.valueOf(e.getMessage()).contains("error=2,");
            throw new ProviderException(
                    ProviderException.Kind.REFUSED,
                    missing
                            ? "there is no command `" + words.get(0)
                                    + "` on the PATH of the head; is this a machine from"
                                    + " which jobs are submitted, and is the scheduler's module loaded?"
                            : "`" + shown + "` could not be started: " + e.getMessage(),
                    e);
        }
    }

    /** On a thread of its own, since a command that writes more than a pipe holds would wait for its reader. */
    private static CompletableFuture<String> read(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (stream) {
                        text.complete(new String(stream.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        text.completeExceptionally(e);
                    }
                },
                "scheduler-command");
        reader.setDaemon(true);
        reader.start();
        return text;
    }
}
