package org.jarsl.dfk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.AppException;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.ExecutorConfig;
import org.jarsl.ExitMode;
import org.jarsl.Fn;
import org.jarsl.HighThroughputConfig;
import org.jarsl.NodeSummary;
import org.jarsl.RetryPolicy;
import org.jarsl.TaskCounts;
import org.jarsl.TaskListener;
import org.jarsl.TaskState;
import org.jarsl.ThreadPoolConfig;
import org.jarsl.actor.Inbox;
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
    private static final long LOAD_SECONDS = 5;
    /** Set on threads of Jarsl's own while they run user code; a call from there never waits for room. */
    private static final ThreadLocal<@Nullable Kernel> CURRENT = new ThreadLocal<>();

    private final Config config;
    private final DataFlowKernel owner;
    private final Path runDirectory;
    private final HeadLog headLog;
    private final ValueCodec codec = new ValueCodec();
    private final AppRegistry apps = new AppRegistry();
    private final TaskListeners listeners = new TaskListeners();
    private final Bound bound;
    private final AtomicLong nextId = new AtomicLong();
    private final ExecutorService callbacks;
    private final ExecutorService blocking;
    private final HeadSystem system;
    private final Inbox<DfkActor.Event> inbox;
    private final Map<String, TaskExecutor> executors = new LinkedHashMap<>();
    private final List<TaskExecutor> choices;
    private final TaskExecutor joins;
    private final Thread shutdownHook = new Thread(this::stopAtExit, "jarsl-shutdown");
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean terminated;
    private volatile StateCounts counts = new StateCounts();

    public Kernel(Config config, DataFlowKernel owner) {
        this.config = config;
        this.owner = owner;
        this.runDirectory = RunDirectory.next(config.runDirectory());
        this.headLog = new HeadLog(runDirectory, config.logLevel());
        this.bound = new Bound(config.maxTasks());
        this.callbacks = Executors.newCachedThreadPool(threads("jarsl-callback-", true));
        this.blocking = Executors.newFixedThreadPool(BLOCKING_THREADS, threads("jarsl-blocking-", false));
        this.system = new HeadSystem(config, runDirectory, apps, codec, blocking);
        CompletableFuture<ActorRef<DfkActor.Command>> actor = new CompletableFuture<>();
        this.inbox = new Inbox<>(() -> actor.join().tell(DfkActor.Command.WAKE));
        actor.complete(system.spawn(DfkActor.create(this, inbox), "dfk"));
        for (ExecutorConfig executor : config.executors()) {
            executors.put(executor.label(), start(executor));
        }
        this.choices = List.copyOf(executors.values());
        this.joins = new ThreadPoolExecutor("_join", JOIN_THREADS, runDirectory, codec, this::enter, results());
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        log.info("run directory {}", runDirectory);
    }

    private TaskExecutor start(ExecutorConfig executor) {
        if (executor instanceof HighThroughputConfig highThroughput) {
            return new HighThroughputExecutor(highThroughput, system, results());
        } else if (executor instanceof ThreadPoolConfig threadPool) {
            return new ThreadPoolExecutor(
                    threadPool.label(), threadPool.maxThreads(), runDirectory, codec, this::enter, results());
        }
        throw new AssertionError(executor);
    }

    private ThreadFactory threads(String prefix, boolean userCode) {
        AtomicInteger next = new AtomicInteger();
        return task -> {
            Runnable body = !userCode
                    ? task
                    : () -> {
                        enter();
                        task.run();
                    };
            Thread thread = new Thread(body, prefix + next.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
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
            public void checkExecutors(List<String> labels) {
                labels.forEach(Kernel.this::executor);
            }
        };
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
        if (closed.get()) {
            throw new IllegalStateException("this DataFlowKernel is closed; its run was " + runDirectory);
        }
        if (CURRENT.get() != this) {
            bound.admit(nextId.get());
        }
        CallArguments parts = new CallArguments(this, executor.wantsBytes());
        Outcome problem = null;
        try {
            parts.add(arguments, app.parameterTypes());
        } catch (CodecException e) {
            problem = Outcome.failed(Failure.Kind.CODEC, String.valueOf(e.getMessage()));
        }
        long id = nextId.getAndIncrement();
        String name = options.name() == null ? app.descriptor().name() : options.name();
        TaskCall call = TaskCall.of(app, executor, options, parts, runDirectory, id, name, problem);
        int retries = options.retries() < 0 ? config.retries() : options.retries();
        TaskFuture<?> future = new TaskFuture<>(this, id, name, retries, app.join(), app.resultType(), call);
        submit(future.task(), parts);
        return future;
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
            awaited.stage().whenComplete((value, thrown) -> {
                awaited.value().value = value;
                offer(new DfkActor.ExternalDone(task, thrown == null ? null : outside(thrown)));
            });
        }
        if (terminated) {
            task.cancelNow("the DataFlowKernel was closed");
        }
    }

    private static Outcome outside(Throwable thrown) {
        Throwable cause = thrown instanceof java.util.concurrent.CompletionException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
        return new Outcome.Failed(
                new Failure(Failure.Kind.EXCEPTION, cause.getClass().getName(), cause.toString(), "", "", 0), cause);
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
            foreign.toCompletableFuture()
                    .whenComplete((value, thrown) -> offer(
                            new DfkActor.Joined(task, thrown == null ? new Outcome.Success(value) : outside(thrown))));
        } else {
            offer(new DfkActor.Joined(
                    task,
                    Outcome.failed(
                            Failure.Kind.EXCEPTION,
                            "the join app returned " + returned + "; it must return the future of a task")));
        }
    }

    /** On the actor's thread: an attempt failed. */
    void askRetry(Task task, Outcome.Failed failure) {
        if (config.retryPolicy() == RetryPolicy.COUNT) {
            offer(new DfkActor.RetryDecided(task, 1, failure));
            return;
        }
        callbacks.execute(() -> offer(askPolicy(task, failure)));
    }

    private DfkActor.RetryDecided askPolicy(Task task, Outcome.Failed failure) {
        AppException seen = Failures.of(task.id(), task.app(), failure);
        try {
            double cost = config.retryPolicy().cost(seen, task.id(), task.attempt());
            if (!(cost >= 0)) {
                throw new IllegalArgumentException("a cost of " + cost + "; it must be 0 or more");
            }
            return new DfkActor.RetryDecided(task, cost, failure);
        } catch (RuntimeException e) {
            String message = "the retry policy threw " + e + " when asked about: " + seen.getMessage();
            Failure ofPolicy = new Failure(Failure.Kind.EXCEPTION, e.getClass().getName(), message, "", "", 0);
            return new DfkActor.RetryDecided(task, Double.POSITIVE_INFINITY, new Outcome.Failed(ofPolicy, e));
        }
    }

    /** On the actor's thread. */
    void moved(Task task, String where) {
        listeners.moved(task, where);
        log.debug("{}", task);
        Outcome outcome = task.outcome();
        if (task.state() == TaskState.FAILED && outcome != null && log.isInfoEnabled()) {
            log.info("{}", Failures.headline(Failures.of(task.id(), task.app(), outcome)));
        }
    }

    /** On the actor's thread, after each batch of events. */
    void publish(StateCounts newCounts) {
        counts = newCounts;
        bound.ended(newCounts.ended());
    }

    public CompletableFuture<Void> awaitAll() {
        CompletableFuture<Void> all = new CompletableFuture<>();
        if (terminated) {
            all.complete(null);
        } else {
            offer(new DfkActor.AwaitAll(all));
        }
        return all;
    }

    public TaskCounts taskCounts() {
        StateCounts now = counts;
        long launched = now.of(TaskState.LAUNCHED);
        long running = 0;
        for (TaskExecutor executor : executors.values()) {
            running += closed.get() ? 0 : load(executor).running();
        }
        running = Math.min(running, launched);
        return new TaskCounts(
                now.of(TaskState.PENDING) + now.of(TaskState.FAIL_RETRYABLE) + launched - running,
                running + now.of(TaskState.JOINING),
                now.of(TaskState.EXEC_DONE),
                now.of(TaskState.FAILED) + now.of(TaskState.DEP_FAIL),
                now.of(TaskState.CANCELLED));
    }

    private static TaskExecutor.Load load(TaskExecutor executor) {
        return executor.load()
                .toCompletableFuture()
                .completeOnTimeout(new TaskExecutor.Load(0, 0), LOAD_SECONDS, TimeUnit.SECONDS)
                .join();
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

    /** Runs what is chained to a task's end; after the close, on the thread that chains it. */
    Executor callbacks() {
        return chained -> {
            try {
                callbacks.execute(chained);
            } catch (RejectedExecutionException e) {
                chained.run();
            }
        };
    }

    /** As the exit mode says; completes within a bound, except that {@link ExitMode#WAIT} waits for the tasks. */
    public CompletableFuture<Void> close() {
        if (config.exitMode() == ExitMode.SKIP || closed.get()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> tasks =
                config.exitMode() == ExitMode.WAIT ? awaitAll() : CompletableFuture.completedFuture(null);
        return tasks.thenCompose(done -> closed.compareAndSet(false, true)
                ? stop("the DataFlowKernel was closed")
                : CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<Void> stop(String reason) {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        offer(new DfkActor.CancelAll(reason));
        offer(new DfkActor.AwaitAll(cancelled));
        return cancelled
                .thenCompose(done -> stopExecutors(reason))
                .thenCompose(done -> system.terminate())
                .thenAccept(done -> {
                    terminated = true;
                    TaskCounts summary = taskCounts();
                    log.info(
                            "closed: {} done, {} failed, {} cancelled",
                            summary.done(),
                            summary.failed(),
                            summary.cancelled());
                    listeners.close();
                    callbacks.shutdown();
                    blocking.shutdown();
                    headLog.close();
                    removeHook();
                });
    }

    private CompletableFuture<Void> stopExecutors(String reason) {
        List<CompletableFuture<Void>> stopped = new ArrayList<>();
        executors.values().forEach(e -> stopped.add(future(e.stop(reason))));
        stopped.add(future(joins.stop(reason)));
        return CompletableFuture.allOf(stopped.toArray(CompletableFuture[]::new));
    }

    private static CompletableFuture<Void> future(CompletionStage<Void> stage) {
        return stage.toCompletableFuture();
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
        if (closed.compareAndSet(false, true)) {
            stopExecutors("the head's JVM is ending").join();
        }
    }
}
