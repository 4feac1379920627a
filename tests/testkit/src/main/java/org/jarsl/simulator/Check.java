package org.jarsl.simulator;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;

/** Predictions beside what really happens on this machine: tasks that sleep, through the head and manager JVMs. */
final class Check {
    /** Tasks that all take the same time. */
    record Load(int tasks, long taskNanos) {}

    /** What came out, in nanoseconds from the first call to the last end; of a few real runs the quickest. */
    record Result(int managers, int workers, Load load, long realNanos, long predictedNanos) {
        /** 0.1 if a tenth more was predicted than it took. */
        double error() {
            return (double) predictedNanos / realNanos - 1;
        }
    }

    private static final int ROUNDS = 3;
    private static final int WARM_UP = 20_000;
    private static final long PATIENCE_SECONDS = 120;
    private static final int MOST_TASKS = 20_000;
    private static final long[] TASK_MILLIS = {0, 1, 10, 100};
    private static final int[][] MANAGERS_AND_WORKERS = {{1, 2}, {2, 4}, {2, 32}};

    private final Costs costs;
    private final List<Result> results;

    private Check(Costs costs, List<Result> results) {
        this.costs = costs;
        this.results = results;
    }

    /** From 2 to 64 workers, with tasks of nothing to 100 ms, that take about 2 s. */
    static Check all(Costs costs) {
        List<Result> results = new ArrayList<>();
        for (int[] each : MANAGERS_AND_WORKERS) {
            List<Load> loads = new ArrayList<>();
            for (long millis : TASK_MILLIS) {
                long tasks = millis == 0 ? MOST_TASKS : 2000L * each[0] * each[1] / millis;
                loads.add(new Load((int) Math.min(tasks, MOST_TASKS), TimeUnit.MILLISECONDS.toNanos(millis)));
            }
            results.addAll(run(each[0], each[1], loads, costs));
        }
        return new Check(costs, results);
    }

    /** On managers with so many workers each. */
    static List<Result> run(int managers, int workers, List<Load> loads, Costs costs) {
        Config config = Config.parse(String.format(
                Locale.ROOT,
                "jarsl.executors = [{ type = high-throughput, max-workers-per-node = %d,"
                        + " cores-per-worker = 0.001, provider.init-blocks = %d }]",
                workers,
                managers));
        List<Result> results = new ArrayList<>();
        try (Scratch scratch = Scratch.make();
                DataFlowKernel dfk = DataFlowKernel.load(config.withRunDirectory(scratch.directory()))) {
            App1<Long, Long> sleep = dfk.app(Check::sleep);
            warmUp(dfk, sleep, managers);
            for (Load load : loads) {
                long least = Long.MAX_VALUE;
                for (int i = 0; i < ROUNDS; i++) {
                    least = Math.min(least, real(sleep, load));
                }
                int cores = Runtime.getRuntime().availableProcessors();
                long predicted = Simulation.run(new Simulation.Settings(
                                managers, workers, load.tasks(), load.taskNanos(), costs, cores))
                        .makespanNanos();
                results.add(new Result(managers, workers, load, least, predicted));
            }
        }
        return results;
    }

    /** Until each manager is there and has run many tasks. */
    private static void warmUp(DataFlowKernel dfk, App1<Long, Long> sleep, int managers) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (dfk.nodes().stream()
                        .filter(node -> node.tasks() >= WARM_UP / managers)
                        .count()
                < managers) {
            long unused = real(sleep, new Load(WARM_UP, 0));
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not all of " + managers + " managers have run tasks within "
                        + PATIENCE_SECONDS + " s, but: " + dfk.nodes());
            }
        }
    }

    private static long real(App1<Long, Long> sleep, Load load) {
        long start = System.nanoTime();
        List<AppFuture<Long>> futures = new ArrayList<>(load.tasks());
        for (int i = 0; i < load.tasks(); i++) {
            futures.add(sleep.call(load.taskNanos()));
        }
        futures.forEach(AppFuture::join);
        return System.nanoTime() - start;
    }

    static long sleep(long nanos) throws InterruptedException {
        if (nanos > 0) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
        return nanos;
    }

    String print(boolean json) {
        return json
                ? results.stream()
                        .map(Check::json)
                        .collect(Collectors.joining(", ", "{\"costs_ns\": [" + costs + "], \"checks\": [", "]}"))
                : results.stream()
                        .map(Check::text)
                        .collect(Collectors.joining(
                                "\n",
                                "managers workers   tasks  task time      real s  simulated s   error\n",
                                "\ncosts " + costs + " ns, all on "
                                        + Runtime.getRuntime().availableProcessors() + " cores, whose load average is "
                                        + ManagementFactory.getOperatingSystemMXBean()
                                                .getSystemLoadAverage()));
    }

    private static String text(Result result) {
        return String.format(
                Locale.ROOT,
                "%8d %7d %7d %7d ms %11.3f %12.3f %+6.1f%%",
                result.managers,
                result.workers,
                result.load.tasks,
                TimeUnit.NANOSECONDS.toMillis(result.load.taskNanos),
                result.realNanos / 1e9,
                result.predictedNanos / 1e9,
                100 * result.error());
    }

    private static String json(Result result) {
        return String.format(
                Locale.ROOT,
                "{\"managers\": %d, \"workers\": %d, \"tasks\": %d, \"task_time_s\": %.3f, \"real_s\": %.6f,"
                        + " \"simulated_s\": %.6f, \"error\": %.4f}",
                result.managers,
                result.workers,
                result.load.tasks,
                result.load.taskNanos / 1e9,
                result.realNanos / 1e9,
                result.predictedNanos / 1e9,
                result.error());
    }
}
