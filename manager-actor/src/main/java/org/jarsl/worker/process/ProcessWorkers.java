package org.jarsl.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.WorkerPool;
import org.jarsl.worker.Workers;
import org.jarsl.worker.core.Death;
import org.jarsl.worker.core.ProcessPoolCore;
import org.jarsl.worker.core.Ticket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers are JVMs of their own, so whatever a task does to its JVM costs no other task anything. All decisions are
 * the core's; this is its shell, and its lock. Thread-safe.
 */
public final class ProcessWorkers implements Workers {
    private static final Logger log = LoggerFactory.getLogger(ProcessWorkers.class);
    private static final long TICK_MILLIS = 50;
    private static final int TICKS_PER_MEMORY_LOOK = 20;
    /** What a worker gets beyond the kill grace to stop a task: a shell command's KILL must have worked by then. */
    private static final Duration STOP_BOUND = Duration.ofSeconds(5);

    private final WorkerPool.Settings settings;
    private final int maxValueBytes;
    private final List<String> jvmOptions;
    private final Consumer<Outcome> sink;
    private final Path directory;
    private final ProcessPoolCore core;
    private final @Nullable WorkerProcess[] processes;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<String> broken = new CompletableFuture<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "worker-watch");
        thread.setDaemon(true);
        return thread;
    });
    private int starts;
    private int ticks;
    private boolean closed;

    /**
     * Starts the JVMs.
     *
     * @param jvmOptions of each of them
     * @param sink must not block
     * @throws IOException if there is no place for the sockets
     */
    public ProcessWorkers(
            WorkerPool.Settings settings, List<String> jvmOptions, int maxValueBytes, Consumer<Outcome> sink)
            throws IOException {
        this.settings = settings;
        this.maxValueBytes = maxValueBytes;
        this.jvmOptions = jvmOptions;
        this.sink = sink;
        this.directory = WorkerCommand.socketDirectory();
        this.processes = new WorkerProcess[settings.workers()];
        long stopMillis = settings.killGrace().plus(STOP_BOUND).toMillis();
        this.core = new ProcessPoolCore(settings.workers(), stopMillis, new ToProcesses());
        synchronized (this) {
            core.start();
        }
        var unused = timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void run(TaskEnvelope task, AppDescriptor app, int slots) {
        if (!closed) {
            core.run(task, app, slots);
        }
    }

    @Override
    public synchronized boolean cancel(long taskId, int attempt, boolean interruptRunning) {
        return core.cancel(taskId, attempt, interruptRunning, System.currentTimeMillis());
    }

    @Override
    public void failExiting() {
        // Users' code does not run in this JVM.
    }

    @Override
    public CompletableFuture<Void> ready() {
        return ready;
    }

    @Override
    public CompletableFuture<String> broken() {
        return broken;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            core.close();
        }
        timer.shutdownNow();
        for (WorkerProcess process : running()) {
            process.send(new Frame.Close());
        }
        long end = System.nanoTime() + settings.killGrace().plus(STOP_BOUND).toNanos();
        try {
            for (WorkerProcess process : running()) {
                if (!process.isConnected() || !process.awaitEnd(end - System.nanoTime())) {
                    process.kill();
                    process.killRest();
                    process.deleteFiles();
                }
            }
            Files.deleteIfExists(directory);
        } catch (InterruptedException e) {
            running().forEach(WorkerProcess::kill);
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.debug("{} is left behind", directory, e);
        }
    }

    private synchronized List<WorkerProcess> running() {
        List<WorkerProcess> all = new ArrayList<>();
        for (WorkerProcess process : processes) {
            if (process != null) {
                all.add(process);
            }
        }
        return all;
    }

    private void tick() {
        try {
            boolean lookAtMemory = ++ticks % TICKS_PER_MEMORY_LOOK == 0;
            for (WorkerProcess process : lookAtMemory ? running() : List.<WorkerProcess>of()) {
                lookAtMemory(process);
            }
            synchronized (this) {
                List<ProcessPoolCore.Running> all = new ArrayList<>();
                for (WorkerProcess process : processes) {
                    all.add(
                            process == null
                                    ? new ProcessPoolCore.Running(0, 0)
                                    : new ProcessPoolCore.Running(process.running(), process.sinceMillis()));
                }
                core.tick(all, System.currentTimeMillis());
            }
        } catch (RuntimeException e) {
            log.error("workers could not be looked after", e);
        }
    }

    /** The look at the processes is slow, so it is outside the lock; the task may be another by then. */
    private void lookAtMemory(WorkerProcess process) {
        long number = process.running();
        long limit;
        synchronized (this) {
            Ticket ticket = core.held(process.rank, number);
            limit = ticket == null ? 0 : ticket.task().demandOrDefault().memoryBytes();
        }
        long used = limit == 0 ? 0 : ResidentMemory.ofTree(process.pid());
        if (used > limit && process.running() == number) {
            synchronized (this) {
                core.overMemory(process.rank, number, used);
            }
        }
    }

    private final class FromProcess implements WorkerProcess.Listener {
        @Override
        public void received(WorkerProcess process, Frame frame) {
            synchronized (ProcessWorkers.this) {
                if (frame instanceof Frame.Ended ended) {
                    onEnded(process, ended);
                } else if (frame instanceof Frame.GivenBack back) {
                    core.givenBack(process.rank, back.number());
                } else if (frame instanceof Frame.Retire retire) {
                    log.info("worker {} is replaced: {}", process.rank, retire.why());
                    core.retire(process.rank);
                } else if (frame instanceof Frame.Ready) {
                    log.info("worker {} is process {}", process.rank, process.pid());
                    core.ready(process.rank);
                    ready.complete(null);
                }
            }
        }

        private void onEnded(WorkerProcess process, Frame.Ended ended) {
            Ticket ticket = core.ended(process.rank, ended.number());
            if (ticket != null && !closed) {
                sink.accept(new Outcome(
                        ticket.task().taskId(),
                        ticket.task().attempt(),
                        ended.failure() == null ? ended.value() : null,
                        ended.failure(),
                        null,
                        ended.startedAtMillis(),
                        ended.durationMicros()));
            }
        }

        @Override
        public void died(WorkerProcess process, Death death) {
            synchronized (ProcessWorkers.this) {
                if (!closed) {
                    log.info(
                            "worker {}, process {}, {}{}", process.rank, process.pid(), death.how(), death.lastWords());
                }
                core.died(process.rank, process.running(), death, System.currentTimeMillis());
            }
        }
    }

    private final class ToProcesses implements ProcessPoolCore.Outbox {
        private final WorkerProcess.Listener listener = new FromProcess();

        @Override
        public void start(int rank) {
            Path report = settings.scratchDirectory().resolve("crash-of-worker-" + rank + ".log");
            WorkerProcess process = new WorkerProcess(
                    "w" + starts++,
                    directory,
                    WorkerCommand.of(jvmOptions, report),
                    report,
                    settings.workerEnvironments().get(rank),
                    new Frame.Setup(rank, settings, maxValueBytes),
                    listener);
            processes[rank] = process;
            process.start();
        }

        private WorkerProcess process(int rank) {
            WorkerProcess process = processes[rank];
            if (process == null) {
                throw new IllegalStateException("worker " + rank + " was never started");
            }
            return process;
        }

        @Override
        public void send(int rank, Ticket ticket) {
            process(rank).send(ticket);
        }

        @Override
        public void stop(int rank, Ticket ticket, boolean running) {
            process(rank)
                    .send(new Frame.Stop(ticket.task().taskId(), ticket.task().attempt(), running));
        }

        @Override
        public void kill(int rank, String why) {
            log.info("worker {}, process {}, is killed: {}", rank, process(rank).pid(), why);
            process(rank).kill();
        }

        @Override
        public void failed(int rank, Ticket ticket, Failure failure) {
            TaskEnvelope task = ticket.task();
            String where = settings.where() + ", worker " + rank + ", attempt " + task.attempt();
            boolean began = process(rank).running() == ticket.number();
            long since = began ? process(rank).sinceMillis() : 0;
            long micros = began ? TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis() - since) : 0;
            sink.accept(new Outcome(task.taskId(), task.attempt(), null, failure.at(where), null, since, micros));
        }

        @Override
        public void broken(String reason) {
            broken.complete(reason);
        }
    }
}
