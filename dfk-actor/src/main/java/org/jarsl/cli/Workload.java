package org.jarsl.cli;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import org.jarsl.App1;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.BashApp0;
import org.jarsl.DataFlowKernel;
import picocli.CommandLine.TypeConversionException;

/** What {@code jarsl perf} can let the engine do. Constants are what users type, in lower case with hyphens. */
enum Workload {
    /** Tasks that do nothing and know nothing of each other. */
    NO_OP {
        @Override
        List<Figure> measure(DataFlowKernel dfk, Size size) {
            App1<byte[], byte[]> nothing = dfk.app(Workload::nothing);
            Throughput throughput = new Throughput(argument -> nothing.call(argument)::join, new byte[size.argBytes()]);
            int warmUp = Math.max(size.tasks(), size.argBytes() == 0 ? MIN_WARM_UP : 1);
            return throughput.measure(warmUp, size.rounds(), size.tasks(), size.window());
        }
    },
    /** Each task needs the result of the one before. */
    CHAIN {
        @Override
        List<Figure> measure(DataFlowKernel dfk, Size size) {
            App1<Integer, Integer> next = dfk.app(Workload::next);
            return size.throughput(() -> {
                AppFuture<Integer> last = next.call(0);
                for (int i = 1; i < size.tasks(); i++) {
                    last = next.call(last);
                }
                require(last.join() == size.tasks());
                return size.tasks();
            });
        }
    },
    /** Tasks whose results a tree of others adds up, ten each. */
    REDUCE {
        @Override
        List<Figure> measure(DataFlowKernel dfk, Size size) {
            App1<Integer, Integer> next = dfk.app(Workload::next);
            App1<List<Integer>, Integer> sum = dfk.app(Workload::sum);
            return size.throughput(() -> {
                List<AppFuture<Integer>> level = new ArrayList<>();
                for (int i = 0; i < size.tasks(); i++) {
                    level.add(next.call(0));
                }
                int all = level.size();
                while (level.size() > 1) {
                    List<AppFuture<Integer>> above = new ArrayList<>();
                    for (int i = 0; i < level.size(); i += FAN_IN) {
                        above.add(sum.call(Arg.all(level.subList(i, Math.min(i + FAN_IN, level.size())))));
                    }
                    level = above;
                    all += level.size();
                }
                require(level.get(0).join() == size.tasks());
                return all;
            });
        }
    },
    /** Shell commands that do nothing. */
    SHELL {
        @Override
        List<Figure> measure(DataFlowKernel dfk, Size size) {
            BashApp0 command = dfk.bash(() -> "true");
            return size.throughput(() -> {
                List<AppFuture<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < size.tasks(); i++) {
                    futures.add(command.call());
                }
                futures.forEach(AppFuture::join);
                return size.tasks();
            });
        }
    },
    /** What the head keeps of tasks that wait for a worker, and of such that wait for another task. */
    WAITING {
        @Override
        List<Figure> measure(DataFlowKernel dfk, Size size) {
            App1<Long, Integer> sleep = dfk.app(Workload::sleep);
            App1<Integer, Integer> next = dfk.app(Workload::next);
            AppFuture<Integer> blocker = sleep.call(LONG_MILLIS);
            List<AppFuture<Integer>> futures = new ArrayList<>(size.tasks());
            double perQueued = heapPerTask(size.tasks(), () -> {
                for (int i = 0; i < size.tasks(); i++) {
                    futures.add(sleep.call(LONG_MILLIS));
                }
            });
            futures.forEach(future -> future.cancel(true));
            futures.clear();
            dfk.counts();
            double perDependent = heapPerTask(size.tasks(), () -> {
                for (int i = 0; i < size.tasks(); i++) {
                    futures.add(next.call(blocker));
                }
            });
            blocker.cancel(true);
            return List.of(
                    new Figure("heap_per_queued_task_bytes", "heap per queued task", perQueued, 0, "bytes"),
                    new Figure("heap_per_dependent_task_bytes", "heap per dependent", perDependent, 0, "bytes"));
        }
    },
    /** Nothing to do: what head and managers use of a core in the second minute of that. */
    IDLE {
        @Override
        List<Figure> measure(DataFlowKernel dfk, Size size) {
            pause(IDLE_SETTLE);
            long before = cpuNanos();
            long start = System.nanoTime();
            pause(IDLE_TIME);
            double percent = 100.0 * (cpuNanos() - before) / (System.nanoTime() - start);
            return List.of(new Figure("idle_cpu_percent", "idle CPU", percent, 2, "% of a core, head and managers"));
        }
    };

    /**
     * How much.
     *
     * @param window of independent tasks, how many may be unfinished
     */
    record Size(int tasks, int window, int rounds, int argBytes) {
        /** The median of the rounds, after one that warms up. Each returns how many tasks it had. */
        private List<Figure> throughput(IntSupplier round) {
            DoubleSupplier timed = () -> {
                long start = System.nanoTime();
                int done = round.getAsInt();
                return done / ((System.nanoTime() - start) / 1e9);
            };
            double unused = timed.getAsDouble();
            return List.of(Throughput.median(rounds, timed));
        }
    }

    private static final int MIN_WARM_UP = 20_000;
    private static final int FAN_IN = 10;
    private static final long LONG_MILLIS = 600_000;
    private static final Duration SETTLE = Duration.ofSeconds(3);
    /** What runs seldom is compiled late, and idle processes are idle for long. */
    private static final Duration IDLE_SETTLE = Duration.ofMinutes(1);

    private static final Duration IDLE_TIME = Duration.ofMinutes(1);

    abstract List<Figure> measure(DataFlowKernel dfk, Size size);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The opposite of {@link #toString}. */
    static Workload parse(String text) {
        return Arrays.stream(values())
                .filter(workload -> workload.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("must be one of " + Arrays.toString(values())));
    }

    static byte[] nothing(byte[] argument) {
        return argument.length == 0 ? argument : Arrays.copyOf(argument, 0);
    }

    static int next(int number) {
        return number + 1;
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    static int sleep(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
        return 0;
    }

    private static void require(boolean right) {
        if (!right) {
            throw new IllegalStateException("a result is wrong; that must not be");
        }
    }

    private static double heapPerTask(int tasks, Runnable calls) {
        long before = heap();
        calls.run();
        return (double) (heap() - before) / tasks;
    }

    private static long heap() {
        pause(SETTLE); // what was called before is with the actors then
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .descendants()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToLong(Duration::toNanos)
                .reduce(
                        Objects.requireNonNull(ManagementFactory.getPlatformMXBean(
                                        com.sun.management.OperatingSystemMXBean.class))
                                .getProcessCpuTime(),
                        Long::sum);
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
