package org.jarsl.worker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The functions that the tests run. */
@SuppressWarnings("unused") // found by name
final class TestApps {
    /** Names of the threads that are inside a waiting function. */
    static final BlockingQueue<String> STARTED = new LinkedBlockingQueue<>();

    /** What functions saw of interrupts. */
    static final BlockingQueue<String> SEEN = new LinkedBlockingQueue<>();

    /** Lets the functions that ignore interrupts return. */
    static volatile CountDownLatch release = new CountDownLatch(1);

    private TestApps() {}

    static void reset() {
        STARTED.clear();
        SEEN.clear();
        release = new CountDownLatch(1);
    }

    static int twice(int x) {
        return 2 * x;
    }

    static @Nullable String nothing() {
        return null;
    }

    static void noOp() {}

    static List<String> names(List<String> given, Map<String, Integer> more) {
        return given;
    }

    static int fails(int x) {
        try {
            return deeper(x);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("no result for " + x, e);
        }
    }

    private static int deeper(int x) {
        throw new IllegalArgumentException("odd: " + x);
    }

    @SuppressWarnings("InfiniteRecursion")
    static int recurses(int x) {
        return recurses(x + 1) + 1;
    }

    static Object exhaustsMemory() {
        return new long[Integer.MAX_VALUE - 8][];
    }

    static void throwsMalicious() throws MaliciousException {
        throw new MaliciousException();
    }

    static int needsStatic() {
        return BrokenStatic.value;
    }

    static void interruptsItself() {
        Thread.currentThread().interrupt();
    }

    static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    static String threadName() {
        return Thread.currentThread().getName();
    }

    /** Waits until it is released or interrupted. */
    static String waits() throws InterruptedException {
        STARTED.add(Thread.currentThread().getName());
        try {
            boolean unused = release.await(1, TimeUnit.MINUTES);
            return "released";
        } catch (InterruptedException e) {
            SEEN.add("interrupted");
            throw e;
        }
    }

    /** Returns when it is interrupted, and leaves the flag as it is. */
    static void runsUntilInterrupted() {
        STARTED.add(Thread.currentThread().getName());
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits until it is released, whatever interrupts it. */
    static String ignoresInterrupts() {
        STARTED.add(Thread.currentThread().getName());
        CountDownLatch latch = release;
        while (latch.getCount() > 0) {
            boolean unused = Thread.interrupted();
            LockSupport.parkNanos(1_000_000);
        }
        SEEN.add("returned");
        return "late";
    }

    /** Environment of the worker, one {@code name=value} after the other. */
    static String environment(String name) {
        WorkerEnvironment worker = WorkerEnvironment.current().orElseThrow();
        return worker.rank() + "/" + worker.workerCount() + " task " + worker.taskId() + " attempt " + worker.attempt()
                + " " + name + "=" + worker.environment().get(name) + " at " + worker.where();
    }

    static @Nullable String command(@Nullable String line) {
        return line;
    }

    static int notACommand() {
        return 7;
    }

    /** A class whose static initialiser fails. */
    static final class BrokenStatic {
        static final int value = Integer.parseInt("not a number");

        private BrokenStatic() {}
    }

    /** An exception that itself throws, and is its own cause. */
    static final class MaliciousException extends Exception {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }

        @Override
        public synchronized Throwable getCause() {
            return this;
        }
    }
}
