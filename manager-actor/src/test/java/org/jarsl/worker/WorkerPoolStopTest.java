package org.jarsl.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Failure.Kind;
import org.jarsl.protocol.TaskOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerPoolStopTest {
    @TempDir
    Path directory;

    TestPool workers;

    @BeforeEach
    void start() {
        TestApps.reset();
        workers = new TestPool(directory, 1);
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void aFunctionOverItsWalltimeIsInterrupted() throws Exception {
        workers.java(1, TestPool.walltime(50), "waits");
        Failure failure = workers.failure();
        assertThat(failure.kind()).isEqualTo(Kind.WALLTIME);
        assertThat(failure.message()).isEqualTo("app `waits` ran longer than its walltime of 50 ms and was stopped");
        assertThat(TestPool.take(TestApps.SEEN)).isEqualTo("interrupted");
        workers.java(2, "threadName");
        assertThat(workers.value()).isEqualTo("test-worker-0");
    }

    @Test
    void aFunctionWithinItsWalltimeIsLeftAlone() throws Exception {
        workers.java(1, TestPool.walltime(60_000), "twice", 4);
        assertThat(workers.value()).isEqualTo(8);
    }

    @Test
    void aThreadThatIgnoresTheInterruptIsReplacedAndItsLateResultDropped() throws Exception {
        workers.java(1, TestPool.walltime(50), "ignoresInterrupts");
        Failure failure = workers.failure();
        assertThat(failure.kind()).isEqualTo(Kind.WALLTIME);
        assertThat(failure.message()).contains("ignored the interrupt");
        assertThat(threadNames()).contains("test-worker-0-abandoned", "test-worker-0");
        workers.java(2, "twice", 1);
        assertThat(workers.outcome().taskId()).isEqualTo(2);
        Thread abandoned = thread("test-worker-0-abandoned");
        TestApps.release.countDown();
        abandoned.join(Duration.ofSeconds(30).toMillis());
        assertThat(abandoned.isAlive()).isFalse();
        assertThat(workers.rest()).isEmpty();
    }

    @Test
    void aCancelledFunctionThatIgnoresTheInterruptGivesItsPlaceToo() throws Exception {
        workers.java(1, "ignoresInterrupts");
        TestPool.take(TestApps.STARTED);
        assertThat(workers.pool.cancel(1, 0, true)).isTrue();
        workers.java(2, "twice", 1);
        assertThat(workers.outcome().taskId()).isEqualTo(2);
        TestApps.release.countDown();
        TestPool.take(TestApps.SEEN);
        workers.java(3, "twice", 1);
        assertThat(workers.outcome().taskId()).isEqualTo(3);
        assertThat(workers.rest()).isEmpty();
    }

    @Test
    void aQueuedTaskIsCancelledBeforeItRuns() throws Exception {
        workers.java(1, "waits");
        TestPool.take(TestApps.STARTED);
        workers.java(2, "waits");
        assertThat(workers.pool.cancel(2, 1, false)).as("another attempt").isFalse();
        assertThat(workers.pool.cancel(2, 0, false)).isTrue();
        assertThat(workers.pool.cancel(2, 0, false)).isFalse();
        TestApps.release.countDown();
        assertThat(workers.outcome().taskId()).isEqualTo(1);
        workers.java(3, "twice", 1);
        assertThat(workers.outcome().taskId()).isEqualTo(3);
        assertThat(TestApps.STARTED).isEmpty();
    }

    @Test
    void aRunningTaskIsCancelledOnlyIfInterruptsAreAllowed() throws Exception {
        workers.java(1, "waits");
        TestPool.take(TestApps.STARTED);
        assertThat(workers.pool.cancel(1, 0, false)).isFalse();
        assertThat(workers.pool.cancel(1, 0, true)).isTrue();
        assertThat(TestPool.take(TestApps.SEEN)).isEqualTo("interrupted");
        workers.java(2, "twice", 1);
        assertThat(workers.outcome().taskId()).isEqualTo(2);
    }

    @Test
    void anEndedTaskCannotBeCancelled() throws Exception {
        workers.java(1, "twice", 1);
        workers.outcome();
        assertThat(workers.pool.cancel(1, 0, true)).isFalse();
    }

    @Test
    void anInterruptNeverReachesTheNextTask() throws Exception {
        workers.java(1, "interruptsItself");
        workers.java(2, "isInterrupted");
        workers.outcome();
        assertThat(workers.value()).isEqualTo(false);
        for (int i = 0; i < 500; i++) {
            workers.java(i, i % 2 == 0 ? "waits" : "runsUntilInterrupted");
            TestPool.take(TestApps.STARTED);
            workers.java(1000 + i, "isInterrupted");
            assertThat(workers.pool.cancel(i, 0, true)).isTrue();
            assertThat(workers.value()).isEqualTo(false);
        }
    }

    @Test
    void anAttemptIsEitherDeliveredOrCancelledNeverBoth() throws Exception {
        int tasks = 20_000;
        Set<Long> expected = new HashSet<>();
        try (TestPool two = new TestPool(directory, 2)) {
            for (long i = 0; i < tasks; i++) {
                two.java(i, "noOp");
                // Cancelled at different distances from their start.
                long older = i - i % 7;
                expected.add(i);
                if (expected.contains(older) && two.pool.cancel(older, 0, true)) {
                    expected.remove(older);
                }
            }
            List<Long> delivered = new ArrayList<>();
            for (int i = expected.size(); i > 0; i--) {
                delivered.add(two.outcome().taskId());
            }
            two.java(tasks, "twice", 1);
            assertThat(two.outcome().taskId()).isEqualTo(tasks);
            assertThat(delivered).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void aResultThatRacesWithTheWalltimeIsDeliveredOnce() throws Exception {
        for (int i = 0; i < 300; i++) {
            workers.java(i, TestPool.walltime(1), "twice", i);
            Outcome outcome = workers.outcome();
            assertThat(outcome.taskId()).isEqualTo(i);
        }
        workers.java(1000, "isInterrupted");
        assertThat(workers.value()).isEqualTo(false);
        assertThat(workers.rest()).isEmpty();
    }

    @Test
    void cancellingAQueuedTaskOfSeveralSlotsFreesItsWorkers() throws Exception {
        try (TestPool two = new TestPool(directory, 2)) {
            two.java(1, "waits");
            TestPool.take(TestApps.STARTED);
            two.pool.run(new Work(2, 0, TestPool.app(AppKind.JAVA, "noOp"), TestPool.given(), TaskOptions.NONE, 2));
            two.java(3, "twice", 1);
            assertThat(two.pool.cancel(2, 0, false)).isTrue();
            assertThat(two.outcome().taskId()).isEqualTo(3);
        }
    }

    @Test
    void closeStopsWhatRunsAndDeliversNothingMore() throws Exception {
        workers.java(1, "waits");
        TestPool.take(TestApps.STARTED);
        workers.java(2, "waits");
        Thread worker = thread("test-worker-0");
        workers.pool.close();
        assertThat(worker.isAlive()).isFalse();
        workers.java(3, "twice", 1);
        assertThat(TestApps.STARTED).isEmpty();
        assertThat(workers.rest()).isEmpty();
    }

    @Test
    void closeIsBoundedWhenAFunctionIgnoresIt() throws Exception {
        workers.java(1, "ignoresInterrupts");
        TestPool.take(TestApps.STARTED);
        long start = System.nanoTime();
        workers.pool.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        TestApps.release.countDown();
        TestPool.take(TestApps.SEEN);
        assertThat(workers.rest()).isEmpty();
    }

    private static List<String> threadNames() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    private static Thread thread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
