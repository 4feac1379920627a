package org.jarsl.samples.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Counts primes in parallel, as it would with any thread pool: it uses nothing of Jarsl. */
public final class Primes {
    /** How many primes there are from {@code from} to {@code to}, the latter not included. */
    record Count(int from, int to) implements Callable<Integer> {
        @Override
        public Integer call() {
            return (int) IntStream.range(Math.max(2, from), to)
                    .filter(n ->
                            IntStream.iterate(2, d -> d * d <= n, d -> d + 1).allMatch(d -> n % d != 0))
                    .count();
        }
    }

    private Primes() {}

    /** Those below {@code limit}, in {@code parts} tasks. */
    public static int below(int limit, int parts, ExecutorService executor)
            throws InterruptedException, ExecutionException {
        List<Count> counts = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            counts.add(new Count((int) ((long) limit * i / parts), (int) ((long) limit * (i + 1) / parts)));
        }
        int sum = 0;
        for (Future<Integer> count : executor.invokeAll(counts)) {
            sum += count.get();
        }
        return sum;
    }
}
