package org.jarsl.tests.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jarsl.interchange.core.InterchangeCore;
import org.jarsl.interchange.core.ManagerSelector;
import org.jarsl.interchange.core.Outbox;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.WorkerShape;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the interchange's core costs per task: each operation brings the results of one manager after the other, which
 * so gets as many new tasks, and submits as many as that, so the queue stays as long as it is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx6g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class InterchangeBenchmark {
    private static final int BATCH = 32;
    private static final long THRESHOLD_MILLIS = 1_000_000_000;
    private static final byte[] ARGUMENTS = new byte[16];

    @Param({"1", "100", "2000"})
    public int managers;

    @Param({"1000", "1000000"})
    public int queued;

    /** Keeps for each manager what it has got. */
    private static final class Sent implements Outbox {
        private final Map<ManagerId, Queue<TaskEnvelope>> held = new HashMap<>();

        @Override
        public void send(ManagerId manager, List<TaskEnvelope> tasks) {
            held.computeIfAbsent(manager, id -> new ArrayDeque<>()).addAll(tasks);
        }

        @Override
        public void cancel(ManagerId manager, List<Long> taskIds, boolean running) {}

        @Override
        public void registered(ManagerInfo manager) {}

        @Override
        public void found(ManagerInfo manager, List<Held> found) {}

        @Override
        public void gone(ManagerInfo manager, String reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void judged(String node, boolean setAside, String reason) {}

        @Override
        public void completed(@Nullable ManagerInfo manager, List<TaskResult> results) {}
    }

    private final Sent sent = new Sent();
    private final InterchangeCore core = new InterchangeCore(
            new InterchangeCore.Settings(ManagerSelector.Rule.RANDOM, 3, THRESHOLD_MILLIS, 0, 1), sent);
    private final List<ManagerId> ids = new ArrayList<>();
    private long submitted;
    private int turn;

    @Setup(Level.Trial)
    public void fill() {
        for (int i = 0; i < managers; i++) {
            ManagerId id = new ManagerId("m" + i, 1);
            ids.add(id);
            core.register(
                    new ManagerInfo(id, "1", 17, "0", "n" + i, 1, 2, new WorkerShape(1, 0, 0), 2, 0, 0),
                    BATCH,
                    Long.MAX_VALUE,
                    List.of(),
                    0);
        }
        submit(managers * BATCH + queued);
    }

    private void submit(int number) {
        List<TaskEnvelope> tasks = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            tasks.add(new TaskEnvelope(submitted++, 0, 0, ARGUMENTS, null, null, 0, null, null));
        }
        core.submit(tasks);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int resultsAndNewTasks() {
        ManagerId id = ids.get(turn);
        turn = (turn + 1) % managers;
        Queue<TaskEnvelope> held = sent.held.getOrDefault(id, new ArrayDeque<>());
        List<TaskResult> results = new ArrayList<>(held.size());
        for (TaskEnvelope task = held.poll(); task != null; task = held.poll()) {
            results.add(new TaskResult(task.taskId(), task.attempt(), TaskResult.NO_BYTES, null, null, 1, 1));
        }
        core.results(id, BATCH, results, 1);
        submit(results.size());
        return results.size();
    }
}
