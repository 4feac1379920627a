package org.jarsl.tests.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Functions that take their time, each with a bound. They speak with the test through files. */
final class Blockers {
    private static final long LIMIT_NANOS = Duration.ofSeconds(280).toNanos();

    private Blockers() {}

    /** Waits for the file; ends early when interrupted. */
    static int untilExists(Path file) throws InterruptedException {
        long start = System.nanoTime();
        while (!Files.exists(file) && System.nanoTime() - start < LIMIT_NANOS) {
            Thread.sleep(5);
        }
        return 1;
    }

    /** As {@link #untilExists}, and says that it has begun. */
    static int startedUntilExists(Path started, Path file) throws IOException, InterruptedException {
        Files.writeString(started, "");
        return untilExists(file);
    }

    /** Loops until it is interrupted, and says so. */
    static int untilInterrupted(Path started, Path interrupted) throws IOException {
        Files.writeString(started, "");
        long start = System.nanoTime();
        while (System.nanoTime() - start < LIMIT_NANOS) {
            if (Thread.currentThread().isInterrupted()) {
                Files.write(interrupted, new byte[0]);
                return 1;
            }
            Thread.onSpinWait();
        }
        return 2;
    }

    /** Does not listen to interrupts; only to the file. */
    static int stubborn(Path started, Path file) throws IOException {
        Files.writeString(started, "");
        long start = System.nanoTime();
        while (!Files.exists(file) && System.nanoTime() - start < LIMIT_NANOS) {
            boolean ignored = Thread.interrupted();
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                ignored = true;
            }
        }
        return 3;
    }

    static int pause(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return millis;
    }

    static int startedPause(Path started, int millis) throws IOException, InterruptedException {
        Files.writeString(started, "");
        return pause(millis);
    }

    static int touch(Path file) throws IOException {
        Files.writeString(file, "");
        return 0;
    }

    /** Fails the first times; each attempt adds a line to the file. */
    static int flaky(Path file, int failures, String exception) throws IOException {
        Files.write(file, "attempt\n".getBytes(UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        int attempt = Files.readAllLines(file).size();
        if (attempt <= failures) {
            String message = "attempt " + attempt + " failed";
            throw exception.equals("argument")
                    ? new IllegalArgumentException(message)
                    : new IllegalStateException(message);
        }
        return attempt;
    }
}
