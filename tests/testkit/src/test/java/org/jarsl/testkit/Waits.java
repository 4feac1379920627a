package org.jarsl.testkit;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting, always with a bound. */
final class Waits {
    private static final long BOUND_NANOS = 60_000_000_000L;

    private Waits() {}

    /** Looks again and again until it is so. */
    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + BOUND_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not so in 60 s: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
