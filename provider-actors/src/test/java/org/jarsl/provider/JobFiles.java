package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The files of one job in a test, and a fifo through which its script says what processes it has. */
public record JobFiles(Path directory) {
    private static final int PATIENCE_SECONDS = 30;

    public static JobFiles in(Path directory) throws IOException, InterruptedException {
        run("mkfifo", directory.resolve("ready").toString());
        return new JobFiles(directory);
    }

    JobRequest script(String text) throws IOException {
        Path script = Files.writeString(directory.resolve("job.sh"), "cd '" + directory + "'\n" + text + "\n");
        return new JobRequest("job", script, directory.resolve("out"), directory.resolve("err"), 1, Duration.ZERO);
    }

    String out() throws IOException {
        return Files.readString(directory.resolve("out"));
    }

    String err() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    /** The process ids that a script writes into {@code ready}; waits for them. */
    public List<Long> ready() throws ExecutionException, InterruptedException, TimeoutException {
        String line = CompletableFuture.supplyAsync(() -> {
                    try {
                        return Files.readString(directory.resolve("ready"));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return Stream.of(line.strip().split(" ")).map(Long::valueOf).toList();
    }

    /** A process that has ended, but whose parent has not asked how, is as good as gone. */
    public static void assertGone(List<Long> pids) throws IOException, InterruptedException {
        assertThat(pids).isNotEmpty();
        for (long pid : pids) {
            assertThat(run("ps", "-o", "stat=", "-p", Long.toString(pid)))
                    .as("process " + pid)
                    .matches("(Z.*)?");
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return output.strip();
    }
}
