package org.jarsl.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.FunctionId;
import org.jarsl.protocol.TaskOptions;
import org.jspecify.annotations.Nullable;

/** A pool of workers and a queue of what it delivered. */
final class TestPool implements AutoCloseable {
    static final Duration GRACE = Duration.ofMillis(300);
    private static final int PATIENCE_SECONDS = 30;

    final WorkerPool pool;
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

    TestPool(Path scratch, int workers) {
        this(settings(scratch, environments(workers), List.of()));
    }

    TestPool(WorkerPool.Settings settings) {
        this(settings, (value, type) -> value);
    }

    TestPool(WorkerPool.Settings settings, ResultForm form) {
        this.pool = new WorkerPool(settings, new FunctionTable(TestPool.class.getClassLoader()), form, outcomes::add);
    }

    static WorkerPool.Settings settings(Path scratch, List<Map<String, String>> environments, List<String> cpus) {
        return new WorkerPool.Settings("test", environments.size(), environments, cpus, scratch, GRACE, "node n1");
    }

    static List<Map<String, String>> environments(int workers) {
        List<Map<String, String>> all = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            all.add(Map.of("CUDA_VISIBLE_DEVICES", "gpu" + rank));
        }
        return all;
    }

    static AppDescriptor app(AppKind kind, String method) {
        return new AppDescriptor(0, method, kind, id(TestApps.class, method), null);
    }

    static FunctionId id(Class<?> owner, String name) {
        Method method = Arrays.stream(owner.getDeclaredMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return new FunctionId(
                owner.getName(),
                name,
                java.lang.invoke.MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                        .toMethodDescriptorString());
    }

    /** Arguments that are there already. */
    static Work.Arguments given(@Nullable Object... arguments) {
        return (Type[] types) -> arguments;
    }

    static TaskOptions walltime(long millis) {
        return new TaskOptions(millis, Map.of(), null, null, null, List.of(), List.of());
    }

    void java(long taskId, String method, @Nullable Object... arguments) {
        java(taskId, TaskOptions.NONE, method, arguments);
    }

    void java(long taskId, TaskOptions options, String method, @Nullable Object... arguments) {
        pool.run(new Work(taskId, 0, app(AppKind.JAVA, method), given(arguments), options, 1));
    }

    void shell(long taskId, TaskOptions options, String commandLine) {
        pool.run(new Work(taskId, 0, app(AppKind.SHELL, "command"), given(commandLine), options, 1));
    }

    /** The next outcome; fails the test if there is none in time. */
    Outcome outcome() throws InterruptedException {
        Outcome outcome = outcomes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (outcome == null) {
            throw new AssertionError("no outcome within " + PATIENCE_SECONDS + " s");
        }
        return outcome;
    }

    @Nullable
    Object value() throws InterruptedException {
        Outcome outcome = outcome();
        assertThat(outcome.failure()).isNull();
        return outcome.value();
    }

    Failure failure() throws InterruptedException {
        return failure(outcome());
    }

    static Failure failure(Outcome outcome) {
        if (outcome.failure() == null) {
            throw new AssertionError("no failure: " + outcome);
        }
        return outcome.failure();
    }

    /** All that is delivered and not yet taken. */
    List<Outcome> rest() {
        List<Outcome> rest = new ArrayList<>();
        outcomes.drainTo(rest);
        return rest;
    }

    static String take(BlockingQueue<String> queue) throws InterruptedException {
        String item = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (item == null) {
            throw new AssertionError("nothing within " + PATIENCE_SECONDS + " s");
        }
        return item;
    }

    @Override
    public void close() {
        TestApps.release.countDown();
        pool.close();
    }
}
