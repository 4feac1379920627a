package org.jarsl.simulator;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;

/**
 * Measures {@link Costs} on this machine, in about 20 s: CPU time, so that it matters little what else runs there; the
 * least of a few rounds counts. What a task costs head and manager is that of their processes. The interchange's part of
 * it, and what messages cost, is that of the real actors on one thread, and of messages that go through TCP. Not seen is
 * what it takes to wake a thread for each message when there is little to do.
 */
final class Calibration {
    private static final int ROUNDS = 6;
    /** So that a round takes much more than the 10 ms in which a process's CPU time is counted. */
    private static final int TASKS = 100_000;
    /** Far fewer than may be on their way. */
    private static final int MESSAGES_AT_ONCE = 200;

    private static final int MANY = 100;
    private static final int PINGS = 2_000;
    private static final int NODES = 64;
    private static final byte[] ONE = {1};

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int rounds;
    private final int tasks;

    Calibration() {
        this(ROUNDS, TASKS);
    }

    /** Of fewer rounds, each with fewer tasks, it is quicker and worse. */
    Calibration(int rounds, int tasks) {
        this.rounds = rounds;
        this.tasks = tasks;
    }

    /** CPU time, in nanoseconds, and what was done in it. */
    private record Work(long nanos, long messages, long tasks) {
        Work orLess(Work other) {
            return other.nanos < nanos ? other : this;
        }
    }

    /** So much for each message, and so much for each task. */
    private record Line(long message, long task) {
        /** Through two measurements, of which one has more messages for each task. */
        static Line through(Work one, Work other) {
            double determinant = (double) one.messages * other.tasks - (double) other.messages * one.tasks;
            double message = ((double) one.nanos * other.tasks - (double) other.nanos * one.tasks) / determinant;
            double task = ((double) other.nanos * one.messages - (double) one.nanos * other.messages) / determinant;
            return new Line(Math.max(0, Math.round(message)), Math.max(0, Math.round(task)));
        }
    }

    /** Measures what is done on it. */
    private static final class Metered extends Processor {
        private long nanos;
        private long messages;

        @Override
        long compute(long fromNanos, long nanos) {
            messages++;
            return super.compute(fromNanos, nanos);
        }

        @Override
        <T> T act(Supplier<T> work) {
            long start = THREADS.getCurrentThreadCpuTime();
            T result = work.get();
            nanos += THREADS.getCurrentThreadCpuTime() - start;
            return result;
        }
    }

    /** What an interchange and its managers have done. */
    private record Both(Work interchange, Work managers) {
        static final Both NEVER = new Both(new Work(Long.MAX_VALUE, 1, 1), new Work(Long.MAX_VALUE, 1, 1));

        Both orLess(Both other) {
            return new Both(interchange.orLess(other.interchange), managers.orLess(other.managers));
        }
    }

    /** What a task costs the processes, in nanoseconds, when there are so many that messages are few. */
    private record Engine(long headTask, long managerTask) {}

    Costs measure() {
        Both single = simulated(NODES, 1, TimeUnit.MILLISECONDS.toNanos(20));
        Both many = simulated(1, NODES, 0);
        Line interchange = Line.through(single.interchange, many.interchange);
        Line manager = Line.through(single.managers, many.managers);
        Engine engine = engine();
        try (Crossing crossing = new Crossing()) {
            Line wire = Line.through(crossing(crossing, 1, tasks / 4), crossing(crossing, MANY, tasks / 20));
            long latency = crossing.oneWayNanos(PINGS) - 2 * (wire.message + wire.task);
            long graph = engine.headTask - 2 * (interchange.task + wire.task);
            return new Costs(
                    Math.max(0, latency),
                    Math.max(0, graph / 2),
                    interchange.message,
                    interchange.task,
                    manager.message,
                    Math.max(manager.task, engine.managerTask - 2 * wire.task),
                    wire.message,
                    wire.task);
        }
    }

    /** The real actors; each message costs a little virtual time, so that what comes meanwhile is dealt with at once. */
    private Both simulated(int nodes, int workers, long taskNanos) {
        Costs little = new Costs(1, 1, 1, 1, 1, 1, 0, 0);
        int simulated = tasks / 5;
        Both least = Both.NEVER;
        for (int i = 0; i < rounds; i++) {
            Metered interchange = new Metered();
            Metered managers = new Metered();
            Simulation.Report unused = Simulation.run(
                    new Simulation.Settings(nodes, workers, simulated, taskNanos, little),
                    new Processor(),
                    interchange,
                    managers);
            // A task comes to the interchange twice; its end is no message to the manager, but computed.
            least = least.orLess(new Both(
                    new Work(interchange.nanos, interchange.messages, 2L * simulated),
                    new Work(managers.nanos, managers.messages - simulated, simulated)));
        }
        return least;
    }

    /** Sender and receiver are in this process, and each is taken to need half of what both need. */
    private Work crossing(Crossing crossing, int tasksInEach, int messages) {
        long nanos = leastCpu(() -> {
            for (int sent = 0; sent < messages; sent += MESSAGES_AT_ONCE) {
                crossing.send(MESSAGES_AT_ONCE, tasksInEach);
            }
        });
        return new Work(nanos / 2, messages, (long) messages * tasksInEach);
    }

    /** The engine as it is, with a manager's JVM and tasks that do nothing. */
    private Engine engine() {
        Config config = Config.parse("jarsl.executors = [{ type = high-throughput, max-workers-per-node = 4,"
                + " cores-per-worker = 0.001 }]");
        try (Scratch scratch = Scratch.make();
                DataFlowKernel dfk = DataFlowKernel.load(config.withRunDirectory(scratch.directory()))) {
            App1<byte[], byte[]> same = dfk.app(Calibration::same);
            byte[] unused = same.call(ONE).join();
            ProcessHandle manager = ProcessHandle.of(dfk.nodes().get(0).pid()).orElseThrow();
            long ofManager = Long.MAX_VALUE;
            long ofHead = Long.MAX_VALUE;
            for (int i = 0; i < rounds; i++) {
                long managerBefore = cpu(manager);
                long headBefore = PROCESS.getProcessCpuTime();
                List<AppFuture<byte[]>> futures = new ArrayList<>(tasks);
                for (int task = 0; task < tasks; task++) {
                    futures.add(same.call(ONE));
                }
                futures.forEach(AppFuture::join);
                ofHead = Math.min(ofHead, PROCESS.getProcessCpuTime() - headBefore);
                ofManager = Math.min(ofManager, cpu(manager) - managerBefore);
            }
            return new Engine(ofHead / tasks, ofManager / tasks);
        }
    }

    static byte[] same(byte[] value) {
        return value;
    }

    private static long cpu(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("the CPU time of process " + process.pid()
                        + " is not known here, so the costs of a manager cannot be measured; give them with --costs"))
                .toNanos();
    }

    private long leastCpu(Runnable round) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < rounds; i++) {
            long start = PROCESS.getProcessCpuTime();
            round.run();
            least = Math.min(least, PROCESS.getProcessCpuTime() - start);
        }
        return least;
    }
}
