package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jarsl.AppException;

/** Waiting, always with a bound. */
public final class Waits {
    public static final int SECONDS = 300;

    private Waits() {}

    public static <R> R result(Future<R> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + future, e);
        } catch (TimeoutException e) {
            throw new AssertionError("not done in " + SECONDS + " s: " + future, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What the task failed with, which must be of this class. */
    public static <E extends AppException> E failure(Future<?> future, Class<E> type) {
        AppException failure = failure(future);
        assertThat(failure).isInstanceOf(type);
        return type.cast(failure);
    }

    public static AppException failure(Future<?> future) {
        try {
            Object value = future.get(SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("should have failed, but has the result " + value + ": " + future);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AppException failure) {
                return failure;
            }
            throw new AssertionError("not an AppException", e);
        } catch (TimeoutException e) {
            throw new AssertionError("not done in " + SECONDS + " s: " + future, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Looks again and again until it is so. */
    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("not so in " + SECONDS + " s: " + what)
                    .isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    public static void untilExists(Path file) {
        until(file + " exists", () -> Files.exists(file));
    }

    /** The process whose number a task writes to a file, once the number is there. */
    public static long pidIn(Path file) {
        until("a number in " + file, () -> Files.exists(file) && read(file).endsWith("\n"));
        return Long.parseLong(read(file).strip());
    }

    /** A process that is dead but not yet reaped by its parent counts as gone. */
    public static void untilGone(long pid) {
        until("process " + pid + " is gone", () -> !isRunning(pid));
    }

    public static boolean isRunning(long pid) {
        Path stat = Path.of("/proc/" + pid + "/stat");
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
        try {
            return !Files.readString(stat).replaceFirst(".*\\) ", "").startsWith("Z");
        } catch (IOException e) {
            return false;
        }
    }

    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
