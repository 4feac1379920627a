package org.jarsl.testkit;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** An app whose runs a test lets end; it is of this JVM, as the simulated nodes are. One test at a time. */
final class Held {
    private static final int MOST = 10;

    private static volatile List<CountDownLatch> ends = List.of();
    private static final AtomicInteger RUNS = new AtomicInteger();

    private Held() {}

    /** Before each test. */
    static void reset() {
        ends = Stream.generate(() -> new CountDownLatch(1)).limit(MOST).toList();
        RUNS.set(0);
    }

    /** The app: ends when its run may, and returns which one it was, counted from 0. */
    static int run() throws InterruptedException {
        int number = RUNS.getAndIncrement();
        if (!ends.get(number).await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("run " + number + " was not let go in 60 s");
        }
        return number;
    }

    static void letGo(int number) {
        ends.get(number).countDown();
    }

    static int runs() {
        return RUNS.get();
    }
}
