package org.jarsl.testkit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;

/**
 * What the interchange costs per task with a few managers and with many, in one JVM, alternately; started by {@code
 * tests/nodes}.
 *
 * <p>Measured is the CPU time of the thread of the interchange's actor, which in this program it has alone: matching,
 * bookkeeping, heartbeats, and handing messages to Artery and outcomes to the DataFlowKernel. What is encoded and decoded
 * on Artery's threads is not in it. Tasks take as long as makes it as many per second for few managers as for many; were
 * they to take no time, a few managers would get and return hundreds in a message, and many of them one.
 */
final class ManyNodes {
    /** Where the interchange's actor runs, by a setting that is read when the first actor system starts. */
    private static final String DISPATCHER = "interchange-alone";

    private static final int FEW = 16;
    private static final int WARM_UP_TASKS = 50_000;
    private static final int ROUNDS = 3;
    private static final int TASKS_PER_SECOND = 8_000;

    /**
     * What was measured in one round.
     *
     * @param nodes on which at least one task ran
     */
    record Round(int managers, int tasks, int done, int nodes, double seconds, double micros, double messagesPerTask) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,6d managers: %,d of %,d tasks done, %,d managers ran some, %,.0f tasks/s, interchange %.2f us and"
                            + " %.3f messages per task",
                    managers,
                    done,
                    tasks,
                    nodes,
                    tasks / seconds,
                    micros,
                    messagesPerTask);
        }
    }

    private ManyNodes() {}

    static int nothing(int number) {
        return number;
    }

    /** Managers, workers of each, and tasks. */
    public static void main(String[] arguments) {
        System.setProperty("pekko.actor.deployment./interchange-htex.dispatcher", DISPATCHER);
        System.setProperty(DISPATCHER + ".type", "PinnedDispatcher");
        System.setProperty(DISPATCHER + ".executor", "thread-pool-executor");
        int managers = Integer.parseInt(arguments[0]);
        int workers = Integer.parseInt(arguments[1]);
        int tasks = Integer.parseInt(arguments[2]);
        Round unused = round(FEW, workers, WARM_UP_TASKS);
        Round unusedToo = round(managers, workers, WARM_UP_TASKS);
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            Round few = round(FEW, workers, tasks);
            System.out.println(few);
            Round many = round(managers, workers, tasks);
            System.out.println(many);
            ratios[i] = many.micros() / few.micros();
        }
        Arrays.sort(ratios);
        System.out.printf(
                Locale.ROOT,
                "%,d managers cost %.2f times as much per task as %d; %.2f to %.2f in %d rounds%n",
                managers,
                ratios[ROUNDS / 2],
                FEW,
                ratios[0],
                ratios[ROUNDS - 1],
                ROUNDS);
    }

    /** With the heartbeats of a site. */
    static Round round(int managers, int workers, int tasks) {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                .nodes(managers)
                .workersPerNode(workers)
                .pretend(Duration.ofNanos(1_000_000_000L * managers * workers / TASKS_PER_SECOND))
                .config("jarsl { log-level = warn, executor-defaults.high-throughput { heartbeat-period = 5s,"
                        + " heartbeat-threshold = 60s } }")
                .start()) {
            long messages = cluster.messages();
            long cpu = interchangeNanos();
            long start = System.nanoTime();
            int done = callAll(cluster.dfk(), tasks);
            long nanos = System.nanoTime() - start;
            return new Round(
                    managers,
                    tasks,
                    done,
                    (int) cluster.nodes().stream()
                            .filter(node -> node.ended() > 0)
                            .count(),
                    nanos / 1e9,
                    (interchangeNanos() - cpu) / 1e3 / tasks,
                    (double) (cluster.messages() - messages) / tasks);
        }
    }

    /** How many have returned what they should. */
    private static int callAll(DataFlowKernel dfk, int tasks) {
        App1<Integer, Integer> nothing = dfk.app(ManyNodes::nothing);
        List<AppFuture<Integer>> futures = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            futures.add(nothing.call(i));
        }
        int done = 0;
        for (int i = 0; i < tasks; i++) {
            done += futures.get(i).join() == i ? 1 : 0;
        }
        return done;
    }

    private static long interchangeNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().contains(DISPATCHER))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }
}
