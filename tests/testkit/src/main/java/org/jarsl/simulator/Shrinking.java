package org.jarsl.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Makes of a trial that fails a smaller one that fails too, by trying: faults are left out, many at first and then one
 * by one (Zeller's ddmin), then calls, then faults again. What is left need not break the same promise.
 */
final class Shrinking {
    /** Whether a trial of so many calls, with the faults at these places of the schedule, fails. */
    interface Attempt {
        boolean fails(int calls, List<Integer> faults);
    }

    /** What is left, and how many trials it took. */
    record Smaller(int calls, List<Integer> faults, int tries) {}

    static final int MOST_TRIES = 200;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** Of the calls, less than this part is not worth a trial. */
    private static final int PARTS_OF_CALLS = 20;

    private final Attempt attempt;
    private final LongSupplier clock;
    private final long endNanos;
    private int calls;
    private List<Integer> faults;
    private int tries;

    private Shrinking(Attempt attempt, LongSupplier clock, int calls, int faults) {
        this.attempt = attempt;
        this.clock = clock;
        this.endNanos = clock.getAsLong() + MOST_NANOS;
        this.calls = calls;
        this.faults = IntStream.range(0, faults).boxed().toList();
    }

    /** Ends after {@link #MOST_TRIES} trials, or a minute of the {@code clock} of nanoseconds. */
    static Smaller shrink(Attempt attempt, LongSupplier clock, int calls, int faults) {
        Shrinking shrinking = new Shrinking(attempt, clock, calls, faults);
        shrinking.dropFaults();
        shrinking.dropCalls();
        shrinking.dropFaults();
        return new Smaller(shrinking.calls, shrinking.faults, shrinking.tries);
    }

    private boolean isOver() {
        return tries >= MOST_TRIES || clock.getAsLong() >= endNanos;
    }

    private boolean fails(int fewerCalls, List<Integer> fewerFaults) {
        tries++;
        return attempt.fails(fewerCalls, fewerFaults);
    }

    private void dropFaults() {
        int size = faults.size();
        while (size > 0 && !isOver()) {
            boolean dropped = false;
            for (int from = 0; from < faults.size() && !isOver(); ) {
                List<Integer> rest = without(from, Math.min(from + size, faults.size()));
                if (fails(calls, rest)) {
                    faults = rest;
                    dropped = true;
                } else {
                    from += size;
                }
            }
            size = Math.min(dropped && size == 1 ? 1 : size / 2, faults.size());
        }
    }

    private List<Integer> without(int from, int to) {
        List<Integer> rest = new ArrayList<>(faults.subList(0, from));
        rest.addAll(faults.subList(to, faults.size()));
        return rest;
    }

    private void dropCalls() {
        int step = calls / 2;
        while (step > 0 && step >= calls / PARTS_OF_CALLS && !isOver()) {
            if (fails(calls - step, faults)) {
                calls -= step;
                step = Math.min(step, calls / 2);
            } else {
                step /= 2;
            }
        }
    }
}
