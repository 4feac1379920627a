package org.jarsl.cli;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * How fast calls come back that do nothing: many at a time, and one after the other. Of any system, so that others can be
 * measured in the same way.
 */
public final class Throughput {
    /** Starts a call of something elsewhere. */
    @FunctionalInterface
    public interface Calls {
        /** What is returned waits for its end. */
        Callable<?> call(byte[] argument);
    }

    private static final int LATENCY_WARM_UP = 20_000;
    private static final int LATENCY_TASKS = 5_000;

    private final Calls way;
    private final byte[] argument;

    public Throughput(Calls way, byte[] argument) {
        this.way = way;
        this.argument = argument;
    }

    /** Calls once, and waits for it. */
    public void once() {
        await(way.call(argument));
    }

    /**
     * Calls {@code tasks} times and waits for all.
     *
     * @param window how many calls may be under way
     * @return calls per second
     */
    private double round(int tasks, int window) {
        Queue<Callable<?>> calls = new ArrayDeque<>(Math.min(tasks, window));
        long start = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            if (i >= window) {
                await(calls.remove());
            }
            calls.add(way.call(argument));
        }
        calls.forEach(Throughput::await);
        return tasks / ((System.nanoTime() - start) / 1e9);
    }

    /** Of some rounds the median, after one of {@code warmUp} calls; then of calls one after the other. */
    public List<Figure> measure(int warmUp, int rounds, int tasks, int window) {
        double unused = round(warmUp, window);
        Figure throughput = median(rounds, () -> round(tasks, window));
        latencies(LATENCY_WARM_UP);
        double[] micros = latencies(LATENCY_TASKS);
        return List.of(
                throughput,
                new Figure(Figure.P50, "round trip p50", percentile(micros, 50), 1, "us"),
                new Figure(Figure.P99, "round trip p99", percentile(micros, 99), 1, "us"));
    }

    /** Of so many rounds, each of which returns its tasks per second. */
    static Figure median(int rounds, DoubleSupplier round) {
        return Figure.throughput(
                percentile(DoubleStream.generate(round).limit(rounds).toArray(), 50));
    }

    private double[] latencies(int tasks) {
        double[] micros = new double[tasks];
        for (int i = 0; i < tasks; i++) {
            long start = System.nanoTime();
            once();
            micros[i] = (System.nanoTime() - start) / 1e3;
        }
        return micros;
    }

    /** Of some values. */
    public static double percentile(double[] values, int percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static void await(Callable<?> call) {
        try {
            Object unused = call.call();
        } catch (Exception e) {
            throw new IllegalStateException("a call that does nothing has failed", e);
        }
    }
}
