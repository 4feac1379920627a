package org.jarsl.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on a fixed number of threads. Unlike a {@link ThreadPoolExecutor} it stops what must stop: a task over its
 * walltime or cancelled is interrupted, a shell command is killed with all that it started, and a function that ignores
 * the interrupt loses its thread to a new one, for Java cannot end a thread. What a task leaves behind (an interrupt, an
 * error) never reaches the next one.
 *
 * <p>Thread-safe. Outcomes are delivered on workers' threads, on a timer's thread for a function that ignores the end of
 * its walltime; at most one per attempt, none after {@link #cancel} returned true or {@link #close} returned.
 */
public final class WorkerPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerPool.class);

    /** What a shell command gets beyond the grace until its thread counts as stuck: KILL must have worked by then. */
    private static final Duration KILL_BOUND = Duration.ofSeconds(3);

    /**
     * How a pool is made.
     *
     * @param name begins the names of its threads
     * @param workers how many tasks of one slot run at a time, at least 1
     * @param workerEnvironments for each worker the variables that it adds to the process's own
     * @param workerCpus for each worker the CPUs that it is pinned to, such as {@code 0-3}; empty to pin none
     * @param scratchDirectory for files that live as long as a task; made when first needed
     * @param killGrace between the wish to stop (TERM, interrupt) and force (KILL, another thread)
     * @param where of the pool in words for failures, such as {@code node n1, manager m}
     */
    public record Settings(
            String name,
            int workers,
            List<Map<String, String>> workerEnvironments,
            List<String> workerCpus,
            Path scratchDirectory,
            Duration killGrace,
            String where) {
        public static final Duration DEFAULT_KILL_GRACE = Duration.ofSeconds(2);

        public Settings {
            workerEnvironments = workerEnvironments.stream().map(Map::copyOf).toList();
            workerCpus = List.copyOf(workerCpus);
            if (workers < 1
                    || workerEnvironments.size() != workers
                    || (!workerCpus.isEmpty() && workerCpus.size() != workers)) {
                throw new IllegalArgumentException("pool " + name + " of " + workers + " workers has "
                        + workerEnvironments.size() + " environments and " + workerCpus.size() + " CPU lists");
            }
        }
    }

    /** Hears, on the pool's threads, what becomes of attempts that were stopped. */
    public interface Watch {
        /** A cancelled attempt that was running has ended. */
        void left(long taskId);

        /** An attempt does not end when interrupted; if it was over its walltime, its outcome is delivered. */
        void stuck(long taskId);
    }

    private final Settings settings;
    private final Consumer<Outcome> sink;
    private final @Nullable Watch watch;
    private final TaskRunner runner;
    private final Consumer<String> affinity;
    private final int firstRank;
    private final BlockingQueue<Attempt> queue = new LinkedTransferQueue<>();
    private final Map<Long, Attempt> attempts = new ConcurrentHashMap<>();
    private final Object severalSlots = new Object();
    private volatile boolean closed;
    // Guarded by this.
    private final Worker[] workers;
    private @Nullable ScheduledThreadPoolExecutor timer;

    /** Starts the workers. {@code sink} must not block; what it throws is logged. */
    public WorkerPool(Settings settings, FunctionTable functions, ResultForm form, Consumer<Outcome> sink) {
        this(settings, functions, form, sink, new CpuAffinity()::pin);
    }

    /** The one worker of a rank, in a process of its own: a worker that is stuck is not replaced here. */
    public static WorkerPool ofOne(
            int rank,
            Settings settings,
            FunctionTable functions,
            ResultForm form,
            Consumer<Outcome> sink,
            Watch watch) {
        return new WorkerPool(settings, functions, form, sink, new CpuAffinity()::pin, watch, rank, rank + 1);
    }

    /** {@code affinity} pins the thread that calls it. */
    WorkerPool(
            Settings settings,
            FunctionTable functions,
            ResultForm form,
            Consumer<Outcome> sink,
            Consumer<String> affinity) {
        this(settings, functions, form, sink, affinity, null, 0, settings.workers());
    }

    private WorkerPool(
            Settings settings,
            FunctionTable functions,
            ResultForm form,
            Consumer<Outcome> sink,
            Consumer<String> affinity,
            @Nullable Watch watch,
            int firstRank,
            int endRank) {
        this.watch = watch;
        this.affinity = affinity;
        this.settings = settings;
        this.sink = sink;
        this.runner = new TaskRunner(functions, form, settings.scratchDirectory(), settings.killGrace());
        this.firstRank = firstRank;
        this.workers = new Worker[endRank - firstRank];
        for (int rank = firstRank; rank < endRank; rank++) {
            startWorker(rank);
        }
    }

    /** Queues an attempt, first come first served. Never blocks; how many there are is bounded by the caller. */
    public void run(Work work) {
        int slots = Math.max(1, Math.min(work.slots(), settings.workers()));
        run(new Attempt(work, slots > 1 ? new SlotGroup(slots) : null), slots);
    }

    /** Runs an attempt on one worker for which others, in other processes, are kept free; all their ranks are given. */
    public void run(Work work, Set<Integer> ranks) {
        run(new Attempt(work, ranks.isEmpty() ? null : new SlotGroup(1, ranks)), 1);
    }

    private void run(Attempt attempt, int slots) {
        attempts.put(attempt.work().taskId(), attempt);
        if (slots == 1) {
            queue.add(attempt);
        } else {
            // Side by side in the queue: were two groups mixed, each could wait for workers that the other holds.
            synchronized (severalSlots) {
                for (int i = 0; i < slots; i++) {
                    queue.add(attempt);
                }
            }
        }
        if (closed) {
            stop(attempt);
        }
    }

    /**
     * Takes back an attempt. True if its outcome will not be delivered: it was queued, or was running and {@code
     * interruptRunning} allows to stop it, which goes on after this method returned. False if it ended before, runs on,
     * or is not known.
     */
    public boolean cancel(long taskId, int attempt, boolean interruptRunning) {
        Attempt found = attempts.get(taskId);
        if (found == null || found.work().attempt() != attempt) {
            return false;
        }
        if (found.cancelQueued()) {
            attempts.remove(taskId, found);
            return true;
        }
        if (!interruptRunning || !found.stop(Attempt.State.CANCELLED)) {
            return false;
        }
        attempts.remove(taskId, found);
        abandonLater(found);
        return true;
    }

    /**
     * Stops all that runs and drops all that is queued; later {@link #run}s are dropped too. Returns after the kill
     * grace and a few seconds at most; a function that ignores its interrupt keeps its daemon thread.
     */
    @Override
    public void close() {
        Worker[] last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = workers.clone();
            if (timer != null) {
                timer.shutdownNow();
            }
        }
        attempts.values().forEach(this::stop);
        for (Worker worker : last) {
            interrupt(worker);
        }
        Worker.awaitEnd(last, settings.killGrace().plus(KILL_BOUND));
    }

    /** To be called when this JVM is ending: delivers the failures of the attempts that have caused it. */
    public void failExiting() {
        for (Attempt attempt : attempts.values()) {
            Worker worker = attempt.claimExit();
            if (worker != null) {
                String message = "app `" + attempt.work().app().name()
                        + "` called System.exit, which ends the manager and all that runs there";
                Failure failure = Failure.of(Failure.Kind.EXCEPTION, message);
                deliver(attempt, attempt.outcome(null, failure.at(where(worker, attempt)), null));
            }
        }
    }

    private void stop(Attempt attempt) {
        if (attempt.cancelQueued() || attempt.stop(Attempt.State.CANCELLED)) {
            attempts.remove(attempt.work().taskId(), attempt);
        }
    }

    @SuppressWarnings("Interruption") // the pool's own thread
    private static void interrupt(Worker worker) {
        worker.interrupt();
    }

    private void startWorker(int rank) {
        Worker worker = new Worker(this, settings.name() + "-worker-" + rank, rank);
        workers[rank - firstRank] = worker;
        worker.start();
    }

    // What workers call, each on its own thread.

    boolean isClosed() {
        return closed;
    }

    Attempt take() throws InterruptedException {
        return queue.take();
    }

    /** The CPUs of a worker, or of all the workers in its group; empty where none is pinned. */
    String cpus(int rank, @Nullable SlotGroup group) {
        if (settings.workerCpus().isEmpty()) {
            return "";
        }
        Set<Integer> ranks = group == null ? Set.of(rank) : group.ranks();
        return ranks.stream().map(settings.workerCpus()::get).collect(Collectors.joining(","));
    }

    /** Pins the calling thread. */
    void pin(String cpus) {
        affinity.accept(cpus);
    }

    private void startWalltime(Attempt attempt) {
        long millis = attempt.work().options().walltimeMillis();
        if (millis > 0) {
            attempt.walltimeTimer(timer().schedule(() -> onWalltime(attempt), millis, TimeUnit.MILLISECONDS));
        }
    }

    /** Whatever goes wrong from the beginning to the end of an attempt is its outcome. */
    Outcome execute(Worker worker, Attempt attempt) {
        try {
            worker.pin(attempt.group());
            startWalltime(attempt);
            Object value =
                    runner.run(attempt, () -> environment(worker, attempt).environment(), worker.shell());
            return attempt.outcome(value, null, null);
        } catch (FailedAttempt e) {
            return attempt.outcome(null, e.failure().at(where(worker, attempt)), e.getCause());
        } catch (Throwable t) {
            // Not the user's code, which is caught where it is called: another task took all the memory or threads.
            return attempt.outcome(null, TaskRunner.failure(t), t);
        }
    }

    /** A stopped attempt has returned in time. */
    void stopped(Worker worker, Attempt attempt) {
        if (attempt.claimTimeout()) {
            deliver(attempt, timeout(worker, attempt, ""));
        } else {
            attempt.release();
            if (watch != null) {
                watch.left(attempt.work().taskId());
            }
        }
    }

    void deliver(Attempt attempt, Outcome outcome) {
        attempts.remove(outcome.taskId(), attempt);
        attempt.release();
        try {
            sink.accept(outcome);
        } catch (Throwable t) {
            log.error("the outcome of task {} was not taken", outcome.taskId(), t);
        }
    }

    WorkerEnvironment environment(Worker worker, Attempt attempt) {
        SlotGroup group = attempt.group();
        Map<String, String> variables = GroupDevices.variables(
                settings.workerEnvironments(), worker.rank(), group == null ? Set.of() : group.ranks());
        return new WorkerEnvironment(
                worker.rank(), settings.workers(), variables, attempt.work(), where(worker, attempt));
    }

    private String where(Worker worker, Attempt attempt) {
        return settings.where() + ", worker " + worker.rank() + ", attempt "
                + attempt.work().attempt();
    }

    // What happens on the timer's thread.

    private void onWalltime(Attempt attempt) {
        if (attempt.stop(Attempt.State.TIMED_OUT)) {
            abandonLater(attempt);
        }
    }

    private void abandonLater(Attempt attempt) {
        Duration delay = attempt.work().app().kind() == AppKind.SHELL
                ? settings.killGrace().plus(KILL_BOUND)
                : settings.killGrace();
        var unused = timer().schedule(() -> abandon(attempt), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void abandon(Attempt attempt) {
        Worker stuck = attempt.abandon();
        if (stuck == null || !replace(stuck)) {
            return;
        }
        log.warn(
                "{}: app `{}` of task {} does not end when interrupted; another takes its place",
                stuck.getName(),
                attempt.work().app().name(),
                attempt.work().taskId());
        attempt.release();
        if (attempt.claimTimeout()) {
            String more = watch == null ? "may still be running" : "its worker was replaced";
            deliver(attempt, timeout(stuck, attempt, "; it ignored the interrupt and " + more));
        }
        if (watch != null) {
            watch.stuck(attempt.work().taskId());
        }
    }

    /** False if the pool is closed. */
    private synchronized boolean replace(Worker stuck) {
        if (closed) {
            return false;
        }
        if (watch == null) {
            stuck.setName(stuck.getName() + "-abandoned");
            startWorker(stuck.rank());
        }
        return true;
    }

    private Outcome timeout(Worker worker, Attempt attempt, String more) {
        Failure failure = Walltime.failure(
                attempt.work().app().name(), attempt.work().options().walltimeMillis(), more);
        return attempt.outcome(null, failure.at(where(worker, attempt)), null);
    }

    private synchronized ScheduledThreadPoolExecutor timer() {
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(
                    1,
                    task -> {
                        Thread thread = new Thread(task, settings.name() + "-timer");
                        thread.setDaemon(true);
                        return thread;
                    },
                    new ThreadPoolExecutor.DiscardPolicy());
            timer.setRemoveOnCancelPolicy(true);
        }
        return timer;
    }
}
