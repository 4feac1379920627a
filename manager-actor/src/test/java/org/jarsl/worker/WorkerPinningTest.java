package org.jarsl.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.TaskOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerPinningTest {
    @TempDir
    Path directory;

    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> pinned = new LinkedBlockingQueue<>();

    private WorkerPool pool(List<String> cpus, Consumer<String> affinity) {
        return new WorkerPool(
                TestPool.settings(directory, TestPool.environments(cpus.size()), cpus),
                new FunctionTable(WorkerPinningTest.class.getClassLoader()),
                (value, type) -> value,
                outcomes::add,
                affinity);
    }

    private Outcome run(WorkerPool pool, long taskId, int slots) throws InterruptedException {
        pool.run(new Work(taskId, 0, TestPool.app(AppKind.JAVA, "noOp"), TestPool.given(), TaskOptions.NONE, slots));
        Outcome outcome = outcomes.poll(30, TimeUnit.SECONDS);
        if (outcome == null) {
            throw new AssertionError("no outcome of task " + taskId);
        }
        return outcome;
    }

    @Test
    void aWorkerIsPinnedOnceForAllItsTasks() throws InterruptedException {
        try (WorkerPool pool = pool(List.of("4-7"), pinned::add)) {
            for (int i = 0; i < 5; i++) {
                assertThat(run(pool, i, 1).failure()).isNull();
            }
            assertThat(pinned).containsExactly("4-7");
        }
    }

    @Test
    void aTaskOfSeveralSlotsGetsTheCpusOfAllAndTheNextOneItsOwnAgain() throws InterruptedException {
        try (WorkerPool pool = pool(List.of("0", "1"), pinned::add)) {
            run(pool, 0, 2);
            assertThat(pinned).containsExactly("0,1");
            run(pool, 1, 2);
            for (int i = 2; i < 50; i++) {
                run(pool, i, 1);
            }
            // Of each worker once more at most, for both may have run a task of two slots.
            assertThat(pinned).filteredOn("0,1"::equals).hasSizeLessThanOrEqualTo(2);
            assertThat(pinned).filteredOn("0"::equals).hasSizeLessThanOrEqualTo(1);
            assertThat(pinned).filteredOn("1"::equals).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void anErrorBeforeTheFunctionFailsThatAttemptAlone() throws InterruptedException {
        Consumer<String> noThread = cpus -> {
            pinned.add(cpus);
            if (pinned.size() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        };
        try (WorkerPool pool = pool(List.of("0"), noThread)) {
            assertThat(TestPool.failure(run(pool, 1, 1)).message()).contains("native thread");
            assertThat(run(pool, 2, 1).failure()).isNull();
        }
    }
}
