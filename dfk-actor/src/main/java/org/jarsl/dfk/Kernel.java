package org.jarsl.dfk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.ExecutorConfig;
import org.jarsl.ExitMode;
import org.jarsl.Fn;
import org.jarsl.HighThroughputConfig;
import org.jarsl.NodeSummary;
import org.jarsl.TaskCounts;
import org.jarsl.TaskListener;
import org.jarsl.TaskState;
import org.jarsl.ThreadPoolConfig;
import org.jarsl.codec.CodecException;
import org.jarsl.codec.ValueCodec;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.StateCounts;
import org.jarsl.dfk.core.Task;
import org.jarsl.executor.HighThroughputExecutor;
import org.jarsl.executor.TaskExecutor;
import org.jarsl.executor.ThreadPoolExecutor;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is behind one {@link DataFlowKernel}: its actor, its executors, and the way of a call to them. Thread-safe. */
public final class Kernel {
    private static final Logger log = LoggerFactory.getLogger(Kernel.class);
    private static final int JOIN_THREADS = 4;
    private static final int BLOCKING_THREADS = 16;
    // Bounds of what a close waits for.
    private static final long GRAPH_SECONDS = 30;
    private static final long SYSTEM_SECONDS = 10;
    /** Set on threads of Jarsl's own while they run user code; a call from there never waits for room. */
    private static final ThreadLocal<@Nullable Kernel> CURRENT = new ThreadLocal<>();

    private final Config config;
    private final DataFlowKernel owner;
    private final Path runDirectory;
    private final HeadLog headLog;
    private final HeadLock headLock;
    private final ValueCodec codec = new ValueCodec();
    private final AppRegistry apps = new AppRegistry();
    private final TaskListeners listeners = new TaskListeners();
    private final Bound bound;
    private final AtomicLong nextId = new AtomicLong();
    private final UserThreads userThreads;
    private final RetryAdvice retryAdvice;
    private final ExecutorService blocking;
    private final HeadSystem system;
    private final GraphInbox inbox = new GraphInbox();
    private final Recorder recorder;
    private final Map<String, TaskExecutor> executors = new LinkedHashMap<>();
    private final List<TaskExecutor> choices;
    private final TaskExecutor joins;
    private final Thread shutdownHook = new Thread(this::stopAtExit, "jarsl-shutdown");
    /** Set when a close begins: tasks may still make tasks, others may not. */
    private final AtomicBoolean closing = new AtomicBoolean();
    /** Set when everything is about to be ended: nobody may make tasks. */
    private final AtomicBoolean stopping = new AtomicBoolean();

    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile StateCounts counts = new StateCounts();

    /** Starts everything, or nothing: what was started before something fails is ended again. */
    public Kernel(Config config, DataFlowKernel owner) {
        Undo undo = new Undo();
        try {
            this.config = config;
            this.owner = owner;
            Path resumed = config.journal().resumed();
            this.runDirectory =
                    resumed == null ? RunDirectory.next(config.runDirectory()) : RunDirectory.earlier(resumed);
            this.headLock = HeadLock.take(runDirectory);
            undo.add(headLock::close);
            this.headLog = new HeadLog(runDirectory, config.logLevel());
            undo.add(headLog::close);
            this.bound = new Bound(config.maxTasks());
            this.userThreads = new UserThreads(this::enter);
            undo.add(userThreads::close);
            this.retryAdvice = new RetryAdvice(config.retryPolicy(), userThreads.policies(), this::offer);
            this.blocking =
                    Executors.newFixedThreadPool(BLOCKING_THREADS, UserThreads.daemons("jarsl-blocking-", () -> {}));
            undo.add(blocking::shutdown);
            this.system = new HeadSystem(config, runDirectory, apps, codec, blocking);
            undo.add(() -> Endings.bounded("the actor system", system.terminate(), SYSTEM_SECONDS)
                    .join());
            this.recorder = new Recorder(apps, codec, config.journal(), runDirectory, blocking, this::offer);
            undo.add(recorder::close);
            nextId.set(recorder.firstTaskId());
            inbox.open(system.spawn(DfkActor.create(this, inbox, recorder), "dfk"));
            for (ExecutorConfig each : config.executors()) {
                TaskExecutor executor = start(each);
                executors.put(each.label(), executor);
                undo.add(() -> Endings.stopped(executor, "not started").join());
            }
            this.choices = List.copyOf(executors.values());
            TaskExecutor joinThreads = threads("_join", JOIN_THREADS);
            undo.add(() -> Endings.stopped(joinThreads, "not started").join());
            this.joins = joinThreads;
            Runtime.getRuntime().addShutdownHook(shutdownHook);
            log.info("run directory {}", runDirectory);
        } catch (RuntimeException | Error e) {
            undo.run(e);
            throw e;
        }
    }

    private TaskExecutor start(ExecutorConfig executor) {
        if (executor instanceof HighThroughputConfig highThroughput) {
            return new HighThroughputExecutor(highThroughput, system, recorder::isMissed, results());
        } else if (executor instanceof ThreadPoolConfig threadPool) {
            return threads(threadPool.label(), threadPool.maxThreads());
        }
        throw new AssertionError(executor);
    }

    private TaskExecutor threads(String label, int threads) {
        return new ThreadPoolExecutor(
                label,
                threads,
                runDirectory,
                codec,
                app -> apps.owner(app.id()).getClassLoader(),
                this::enter,
                results());
    }

    private void enter() {
        CURRENT.set(this);
    }

    public static DataFlowKernel current() {
        Kernel kernel = CURRENT.get();
        if (kernel == null) {
            throw new IllegalStateException(
                    "DataFlowKernel.current() is there in join apps and callbacks; elsewhere, pass the one you loaded");
        }
        return kernel.owner;
    }

    public AppCall app(Fn function) {
        return bind(apps.define(function, AppKind.JAVA, false));
    }

    public AppCall bash(Fn function) {
        return bind(apps.define(function, AppKind.SHELL, false));
    }

    public AppCall join(Fn function) {
        return bind(apps.define(function, AppKind.JAVA, true));
    }

    private AppCall bind(AppRegistry.Definition app) {
        return new AppCall() {
            @Override
            public AppFuture<?> call(AppOptions options, @Nullable Arg<?>... arguments) {
                return Kernel.this.call(app, options, arguments);
            }

            @Override
            public AppOptions checked(AppOptions options) {
                options.executors().forEach(Kernel.this::executor);
                boolean useless =
                        options.walltime() != null || !options.executors().isEmpty();
                if (app.join() && useless) {
                    throw new IllegalArgumentException(
                            "`" + app.descriptor().name()
                                    + "` is a join app, which only makes tasks; give walltime and executor to the apps it calls");
                }
                checkMemoization(app, options);
                return options;
            }
        };
    }

    private static void checkMemoization(AppRegistry.Definition app, AppOptions options) {
        String name = app.descriptor().name();
        if (options.version() != null && app.descriptor().function().name().startsWith("lambda$")) {
            throw new IllegalArgumentException("`" + name + "` has no name of its own that stays the same when the code"
                    + " around it changes, so a version says nothing; make it a static method");
        }
        int parameters = app.parameterTypes().length;
        if (options.memoization() != null
                && options.memoization().ignored().stream().anyMatch(number -> number > parameters)) {
            throw new IllegalArgumentException("`" + name + "` has " + parameters + " arguments; ignored are "
                    + new TreeSet<>(options.memoization().ignored()));
        }
    }

    private TaskExecutor executor(String label) {
        TaskExecutor executor = executors.get(label);
        if (executor == null) {
            throw new IllegalArgumentException(
                    "no executor has the label \"" + label + "\"; the configuration has " + executors.keySet());
        }
        return executor;
    }

    private AppFuture<?> call(AppRegistry.Definition app, AppOptions options, @Nullable Arg<?>[] arguments) {
        return call(app, app.join() ? joins : choose(options.executors()), options, arguments);
    }

    AppFuture<?> call(
            AppRegistry.Definition app, TaskExecutor executor, AppOptions options, @Nullable Arg<?>... arguments) {
        checkOpen();
        if (CURRENT.get() != this) {
            bound.admit(nextId.get() - recorder.firstTaskId());
            checkOpen();
        }
        CallArguments parts = new CallArguments(this, executor.wantsBytes());
        Outcome problem = null;
        try {
            parts.add(arguments, app.parameterTypes());
        } catch (CodecException e) {
            problem = Outcome.failed(Failure.Kind.CODEC, String.valueOf(e.getMessage()));
        }
        parts.addInputs(options.inputs());
        // From here on the call has a place of max-tasks: nothing may refuse it any more.
        long id = nextId.getAndIncrement();
        recorder.taskIdIsUsed(id);
        String name = options.name() == null ? app.descriptor().name() : options.name();
        CallIdentity.Rule rule = recorder.rule(app, options);
        TaskCall call = TaskCall.of(app, executor, options, parts, runDirectory, id, name, rule, problem);
        int retries = options.retries() < 0 ? config.retries() : options.retries();
        TaskFuture<?> future = new TaskFuture<>(
                this,
                id,
                name,
                retries,
                app.join(),
                app.resultType(),
                call,
                recorder.keyed(options, rule),
                recorder.keyNow(call));
        submit(future.task(), parts);
        return future;
    }

    private void checkOpen() {
        String refusal = refusal();
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
    }

    /** Why the calling thread can make no tasks any more; null if it can. */
    @Nullable
    String refusal() {
        if (inbox.end() instanceof Outcome.Failed failed) {
            return failed.failure().message();
        }
        boolean open = CURRENT.get() == this ? !stopping.get() : !closing.get();
        return open ? null : "this DataFlowKernel is closed; its run was " + runDirectory;
    }

    TaskExecutor choose(List<String> labels) {
        if (labels.isEmpty()) {
            return choices.size() == 1
                    ? choices.get(0)
                    : choices.get(ThreadLocalRandom.current().nextInt(choices.size()));
        }
        return executor(labels.get(ThreadLocalRandom.current().nextInt(labels.size())));
    }

    private void submit(Task task, CallArguments parts) {
        offer(new DfkActor.Submit(task, parts.dependencies, parts.externals.size()));
        for (CallArguments.Awaited awaited : parts.externals) {
            listen(awaited::stage, (value, failure) -> {
                awaited.value().value = value;
                offer(new DfkActor.ExternalDone(task, failure));
            });
        }
    }

    /** Tells {@code done} of the end of something from outside, also when its own methods throw. */
    private static void listen(
            Supplier<CompletionStage<?>> stage, BiConsumer<@Nullable Object, @Nullable Outcome> done) {
        try {
            stage.get().whenComplete((value, thrown) -> done.accept(value, thrown == null ? null : outside(thrown)));
        } catch (RuntimeException | Error e) {
            done.accept(null, outside(e));
        }
    }

    private static Outcome outside(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return Failures.thrown("", cause, "");
    }

    private void offer(DfkActor.Event event) {
        inbox.offer(event);
    }

    private TaskExecutor.Results results() {
        return new TaskExecutor.Results() {
            @Override
            public void ended(List<TaskExecutor.Ended> attempts) {
                offer(new DfkActor.AttemptsEnded(attempts));
            }

            @Override
            public void broken(TaskExecutor executor, Failure failure) {
                offer(new DfkActor.ExecutorBroken(executor, failure));
            }
        };
    }

    void cancelled(Task task, boolean interrupt) {
        offer(new DfkActor.Cancel(task, interrupt));
    }

    /** On the actor's thread: a join app has returned. */
    void await(Task task, @Nullable Object returned) {
        if (returned instanceof TaskFuture<?> inner && inner.kernel() == this) {
            offer(new DfkActor.JoinOn(task, inner.task()));
        } else if (returned instanceof AppFuture<?> foreign) {
            listen(
                    foreign::toCompletableFuture,
                    (value, failure) ->
                            offer(new DfkActor.Joined(task, failure == null ? new Outcome.Success(value) : failure)));
        } else {
            String what = returned == null ? "null" : "a " + returned.getClass().getName();
            offer(new DfkActor.Joined(
                    task,
                    Outcome.failed(
                            Failure.Kind.EXCEPTION,
                            "the join app returned " + what + "; it must return the future of a task")));
        }
    }

    /** On the actor's thread: an attempt failed. */
    void askRetry(Task task, Outcome.Failed failure) {
        retryAdvice.ask(task, failure);
    }

    /** On the actor's thread. */
    void moved(Task task, String where) {
        listeners.moved(task, where);
        log.debug("{}", task);
        Outcome outcome = task.outcome();
        if (task.state() == TaskState.FAILED && outcome != null && log.isInfoEnabled()) {
            log.info("{}", Failures.headline(task.id(), task.app(), outcome));
        }
    }

    /** On the actor's thread, after each batch of events. */
    void publish(StateCounts newCounts) {
        counts = newCounts;
        bound.ended(newCounts.ended());
    }

    /** On the actor's thread: it is gone, and so are all tasks. */
    void graphEnded(Outcome how) {
        bound.open();
        inbox.close(how);
    }

    /** The end of a sentence on what has gone wrong. */
    String seeLog() {
        return "see jarsl.log in " + runDirectory;
    }

    public CompletableFuture<Void> awaitAll() {
        CompletableFuture<Void> all = new CompletableFuture<>();
        offer(new DfkActor.AwaitAll(all));
        return all;
    }

    public CompletableFuture<Void> checkpoint() {
        return recorder.checkpoint();
    }

    public TaskCounts taskCounts() {
        StateCounts now = counts;
        boolean ended = stopping.get() || inbox.end() != null;
        long launched = now.of(TaskState.LAUNCHED);
        long running = 0;
        for (TaskExecutor executor : executors.values()) {
            running += ended ? 0 : load(executor).running();
        }
        running = Math.min(running, launched);
        return new TaskCounts(
                now.of(TaskState.PENDING) + now.of(TaskState.FAIL_RETRYABLE) + launched - running,
                running + now.of(TaskState.JOINING),
                now.done(),
                now.of(TaskState.FAILED) + now.of(TaskState.DEP_FAIL),
                now.of(TaskState.CANCELLED),
                now.of(TaskState.MEMO_DONE));
    }

    private static TaskExecutor.Load load(TaskExecutor executor) {
        return executor.load().toCompletableFuture().join();
    }

    public List<NodeSummary> nodes() {
        List<NodeSummary> all = new ArrayList<>();
        executors.values().forEach(e -> all.addAll(e.nodes()));
        return all;
    }

    public Path runDirectory() {
        return runDirectory;
    }

    public void addListener(TaskListener listener) {
        listeners.add(listener);
    }

    public ExecutorService executorService(List<String> labels) {
        labels.forEach(this::executor);
        return new DfkExecutorService(this, labels);
    }

    AppRegistry apps() {
        return apps;
    }

    ValueCodec codec() {
        return codec;
    }

    /** Runs what is chained to a task's end. */
    Executor callbacks() {
        return userThreads.callbacks();
    }

    /**
     * As the exit mode says; completes within a bound, except that {@link ExitMode#WAIT} waits for the tasks. Another
     * call waits for the same.
     */
    public CompletableFuture<Void> close() {
        if (config.exitMode() == ExitMode.SKIP) {
            return CompletableFuture.completedFuture(null);
        }
        if (closing.compareAndSet(false, true)) {
            bound.open();
            CompletableFuture<Void> tasks =
                    config.exitMode() == ExitMode.WAIT ? awaitAll() : CompletableFuture.completedFuture(null);
            var unused = tasks.thenCompose(done -> drained())
                    .thenCompose(done -> stop("the DataFlowKernel was closed"))
                    .whenComplete((done, thrown) -> {
                        if (thrown == null) {
                            closed.complete(null);
                        } else {
                            closed.completeExceptionally(thrown);
                        }
                    });
        }
        return closed.copy();
    }

    private CompletableFuture<Void> drained() {
        return config.exitMode() == ExitMode.DRAIN
                ? Endings.drained(inbox, executors.values(), config.exitTimeout(), stopping::get)
                : CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> stop(String reason) {
        if (!stopping.compareAndSet(false, true)) {
            // The JVM is ending, and that ends the executors.
            return CompletableFuture.completedFuture(null);
        }
        Outcome cancelled = new Outcome.Cancelled(reason);
        offer(new DfkActor.Close(cancelled));
        return Endings.bounded("the task graph", inbox.whenEnded(), GRAPH_SECONDS)
                .thenCompose(done -> stopExecutors(reason))
                .thenCompose(done -> Endings.bounded("the actor system", system.terminate(), SYSTEM_SECONDS))
                .thenAccept(done -> {
                    // A second time if all is well.
                    graphEnded(cancelled);
                    TaskCounts summary = taskCounts();
                    log.info(
                            "closed: {} done, {} failed, {} cancelled",
                            summary.done(),
                            summary.failed(),
                            summary.cancelled());
                    listeners.close();
                    userThreads.close();
                    blocking.shutdown();
                    recorder.close();
                    headLock.close();
                    headLog.close();
                    removeHook();
                });
    }

    private CompletableFuture<Void> stopExecutors(String reason) {
        List<TaskExecutor> all = new ArrayList<>(executors.values());
        all.add(joins);
        return CompletableFuture.allOf(
                all.stream().map(executor -> Endings.stopped(executor, reason)).toArray(CompletableFuture[]::new));
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            log.debug("the JVM is going down already");
        }
    }

    /** Whatever way the JVM ends, its blocks must not outlive it. */
    private void stopAtExit() {
        if (!stopping.get()) {
            closing.set(true);
            drained().join();
        }
        if (stopping.compareAndSet(false, true)) {
            TaskCounts last = taskCounts();
            stopExecutors("the head's JVM is ending").join();
            recorder.close();
            Endings.bounded("the actor system", system.terminate(), SYSTEM_SECONDS)
                    .join();
            new ExitReport(runDirectory, last, recorder.isRecording()).lines().forEach(System.err::println);
        }
    }
}
