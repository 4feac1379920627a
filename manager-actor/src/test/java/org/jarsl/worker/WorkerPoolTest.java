package org.jarsl.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jarsl.codec.CodecException;
import org.jarsl.codec.ValueCodec;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Failure.Kind;
import org.jarsl.protocol.FunctionId;
import org.jarsl.protocol.TaskOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerPoolTest {
    @TempDir
    Path directory;

    TestPool workers;

    @BeforeEach
    void start() {
        TestApps.reset();
        workers = new TestPool(directory, 2);
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void deliversWhatTheFunctionReturns() throws Exception {
        long before = System.currentTimeMillis();
        workers.java(7, "twice", 21);
        Outcome outcome = workers.outcome();
        assertThat(outcome.taskId()).isEqualTo(7);
        assertThat(outcome.value()).isEqualTo(42);
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.startedAtMillis()).isBetween(before, System.currentTimeMillis());
        assertThat(outcome.durationMicros()).isNotNegative();
        workers.java(8, "nothing");
        assertThat(workers.value()).isNull();
    }

    @Test
    void everyTaskHasOneOutcome() throws Exception {
        int tasks = 50_000;
        for (int i = 0; i < tasks; i++) {
            workers.java(i, "twice", i);
        }
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < tasks; i++) {
            Outcome outcome = workers.outcome();
            assertThat(outcome.value()).isEqualTo((int) outcome.taskId() * 2);
            seen.add(outcome.taskId());
        }
        assertThat(seen).hasSize(tasks);
    }

    @Test
    void tellsWhatTheFunctionThrewAndWhere() throws Exception {
        workers.java(1, "fails", 3);
        Outcome outcome = workers.outcome();
        Failure failure = TestPool.failure(outcome);
        assertThat(failure.kind()).isEqualTo(Kind.EXCEPTION);
        assertThat(failure.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failure.message()).isEqualTo("no result for 3");
        assertThat(failure.where()).matches("node n1, worker [01], attempt 0");
        assertThat(failure.stack())
                .startsWith("java.lang.IllegalStateException: no result for 3\n\tat org.jarsl.worker.TestApps.fails(")
                .contains(
                        "Caused by: java.lang.IllegalArgumentException: odd: 3\n\tat org.jarsl.worker.TestApps.deeper(")
                .doesNotContain("java.lang.invoke", "WorkerPool", "FunctionTable");
        assertThat(outcome.thrown()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void errorsOfTheJvmAreTheTasksOwn() throws Exception {
        workers.java(1, "recurses", 0);
        Failure recursion = workers.failure();
        assertThat(recursion.type()).isEqualTo("java.lang.StackOverflowError");
        assertThat(recursion.stack().length()).isLessThanOrEqualTo(StackText.MAX_STACK);
        workers.java(2, "exhaustsMemory");
        assertThat(workers.failure().type()).isEqualTo("java.lang.OutOfMemoryError");
        for (int i = 0; i < 10; i++) {
            workers.java(3, "twice", 1);
            assertThat(workers.value()).isEqualTo(2);
        }
    }

    @Test
    void exceptionsThatThrowDoNoHarm() throws Exception {
        workers.java(1, "throwsMalicious");
        Failure failure = workers.failure();
        assertThat(failure.type()).isEqualTo(TestApps.MaliciousException.class.getName());
        assertThat(failure.message()).isEqualTo("(its getMessage() threw an exception)");
    }

    @Test
    void aFailingStaticInitialiserIsReportedWithItsCause() throws Exception {
        workers.java(1, "needsStatic");
        Failure failure = workers.failure();
        assertThat(failure.kind()).isEqualTo(Kind.EXCEPTION);
        assertThat(failure.message()).contains("static initialiser", "NumberFormatException", "not a number");
        assertThat(failure.stack()).contains("BrokenStatic.<clinit>");
    }

    @Test
    void aMissingClassIsNamedWithWhatToDo() throws Exception {
        FunctionId id = new FunctionId("org.example.Gone", "run", "()V");
        workers.pool.run(new Work(
                1, 4, new AppDescriptor(0, "gone", AppKind.JAVA, id, null), TestPool.given(), TaskOptions.NONE, 1));
        Failure failure = workers.failure();
        assertThat(failure.kind()).isEqualTo(Kind.APP_NOT_FOUND);
        assertThat(failure.message()).contains("`gone`", "org.example.Gone", "class path of the managers");
        assertThat(failure.where()).endsWith("attempt 4");
    }

    @Test
    void argumentsThatCannotBeDecodedNameArgumentAndApp() throws Exception {
        ValueCodec codec = new ValueCodec();
        byte[] bytes = codec.encode("no number", String.class);
        Work.Arguments arguments = types -> codec.decodeAll(bytes, types);
        workers.pool.run(new Work(1, 0, TestPool.app(AppKind.JAVA, "twice"), arguments, TaskOptions.NONE, 1));
        Failure failure = workers.failure();
        assertThat(failure.kind()).isEqualTo(Kind.CODEC);
        assertThat(failure.message()).startsWith("argument 1 of app `twice` cannot be decoded as int");
    }

    @Test
    void theResultsFormGetsTheGenericType() throws Exception {
        WorkerPool.Settings settings = TestPool.settings(directory, TestPool.environments(1), List.of());
        try (TestPool formed = new TestPool(settings, (value, type) -> type.getTypeName())) {
            formed.java(1, "names", List.of(), Map.of());
            assertThat(formed.value()).isEqualTo("java.util.List<java.lang.String>");
            formed.shell(2, TaskOptions.NONE, "true");
            assertThat(formed.value()).isEqualTo("java.lang.Integer");
        }
    }

    @Test
    void aResultThatCannotBeEncodedFailsTheTask() throws Exception {
        WorkerPool.Settings settings = TestPool.settings(directory, TestPool.environments(1), List.of());
        ResultForm form = (value, type) -> {
            throw new CodecException("no way", new IllegalStateException());
        };
        try (TestPool formed = new TestPool(settings, form)) {
            formed.java(1, "twice", 1);
            Failure failure = formed.failure();
            assertThat(failure.kind()).isEqualTo(Kind.CODEC);
            assertThat(failure.message()).isEqualTo("result of app `twice`: no way");
        }
    }

    @Test
    void missingInputsAreNamedAndNothingRuns() throws Exception {
        Path there = Files.createFile(directory.resolve("there"));
        Path gone = directory.resolve("gone");
        TaskOptions options =
                new TaskOptions(0, Map.of(), null, null, null, List.of(there.toString(), gone.toString()), List.of());
        workers.java(1, options, "waits");
        Failure failure = workers.failure();
        assertThat(failure.kind()).isEqualTo(Kind.MISSING_INPUTS);
        assertThat(failure.message()).contains(gone.toString()).doesNotContain(there.toString());
        assertThat(TestApps.STARTED).isEmpty();
    }

    @Test
    void missingOutputsFailATaskThatEndedWell() throws Exception {
        Path out = directory.resolve("out");
        TaskOptions options = new TaskOptions(0, Map.of(), null, null, null, List.of(), List.of(out.toString()));
        workers.java(1, options, "twice", 1);
        assertThat(workers.failure().kind()).isEqualTo(Kind.MISSING_OUTPUTS);
        workers.shell(2, options, "true");
        assertThat(workers.failure().message()).contains("`command`", out.toString());
        workers.shell(3, options, "touch " + out);
        assertThat(workers.value()).isEqualTo(0);
    }

    @Test
    void aJavaAppSeesTheEnvironmentOfItsWorkerAndTask() throws Exception {
        TaskOptions options = new TaskOptions(0, Map.of("COLOR", "blue"), null, null, null, List.of(), List.of());
        workers.java(5, options, "environment", "COLOR");
        assertThat(workers.value())
                .asString()
                .matches("[01]/2 task 5 attempt 0 COLOR=blue at node n1, worker [01], .*");
        workers.java(6, "environment", "CUDA_VISIBLE_DEVICES");
        assertThat(workers.value()).asString().matches("([01])/2 .* CUDA_VISIBLE_DEVICES=gpu\\1 at .*");
        assertThat(WorkerEnvironment.current()).isEmpty();
    }

    @Test
    void aTaskOfSeveralSlotsHasTheirWorkersAndDevices() throws Exception {
        workers.java(1, "waits");
        TestPool.take(TestApps.STARTED);
        workers.pool.run(new Work(
                2,
                0,
                TestPool.app(AppKind.JAVA, "environment"),
                TestPool.given("CUDA_VISIBLE_DEVICES"),
                TaskOptions.NONE,
                2));
        workers.java(3, "twice", 1);
        assertThat(workers.rest()).isEmpty();
        TestApps.release.countDown();
        assertThat(workers.outcome().taskId()).isEqualTo(1);
        assertThat(List.of(String.valueOf(workers.value()), String.valueOf(workers.value())))
                .anySatisfy(value -> assertThat(value).contains("CUDA_VISIBLE_DEVICES=gpu0,gpu1 "))
                .contains("2");
    }

    @Test
    void tasksOfSeveralSlotsNeverWaitForEachOther() throws Exception {
        int tasks = 20_000;
        // The workers wait, so that the two that submit have the processors to themselves.
        workers.java(-1, "waits");
        workers.java(-2, "waits");
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> runOnSeveralSlots(tasks, 2 * tasks));
        runOnSeveralSlots(0, tasks);
        other.get(30, TimeUnit.SECONDS);
        TestApps.release.countDown();
        for (int i = 0; i < 2 * tasks + 2; i++) {
            workers.value();
        }
    }

    private void runOnSeveralSlots(int from, int to) {
        for (int i = from; i < to; i++) {
            workers.pool.run(new Work(
                    i, 0, TestPool.app(AppKind.JAVA, "twice"), TestPool.given(i), TaskOptions.NONE, 1 + i % 3));
        }
    }

    @Test
    void settingsMustFitTheNumberOfWorkers() {
        assertThatThrownBy(() -> TestPool.settings(directory, TestPool.environments(2), List.of("0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 environments and 1 CPU lists");
    }
}
