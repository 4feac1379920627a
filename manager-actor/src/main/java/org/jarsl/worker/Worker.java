package org.jarsl.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of a pool. It outlives whatever its tasks throw; it ends when the pool closes, or when it returns from a
 * task so late that another thread has its rank.
 */
final class Worker extends Thread {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final WorkerPool pool;
    private final int rank;
    // Of this thread only.
    private @Nullable Attempt current;
    private String cpus = "";
    private final WorkerShell shell = new WorkerShell();

    Worker(WorkerPool pool, String name, int rank) {
        super(name);
        setDaemon(true);
        this.pool = pool;
        this.rank = rank;
    }

    int rank() {
        return rank;
    }

    WorkerShell shell() {
        return shell;
    }

    /** Whether the user's code on this thread waits in System.exit for the end of the JVM, and so never returns. */
    boolean isExiting() {
        return Stream.of(getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Runtime.class.getName())
                        && frame.getMethodName().equals("exit"));
    }

    /** Returns when these threads have ended, but for those that never will; or after the bound, or an interrupt. */
    static void awaitEnd(Worker[] workers, Duration bound) {
        long end = System.nanoTime() + bound.toNanos();
        for (Worker worker : workers) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (worker == Thread.currentThread() || left <= 0 || worker.isExiting()) {
                continue;
            }
            try {
                worker.join(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    Optional<WorkerEnvironment> environmentOfTask() {
        return Optional.ofNullable(current).map(attempt -> pool.environment(this, attempt));
    }

    @Override
    public void run() {
        try (shell) {
            takeTasks();
        }
    }

    private void takeTasks() {
        boolean mine = true;
        while (mine && !pool.isClosed()) {
            try {
                mine = next(pool.take());
            } catch (InterruptedException e) {
                // Only closing the pool interrupts a worker between tasks, and the loop sees that.
            } catch (Throwable t) {
                log.error("{} goes on after an unexpected error", getName(), t);
            }
        }
    }

    private boolean next(Attempt attempt) throws InterruptedException {
        SlotGroup group = attempt.group();
        if (group != null && !group.enter(rank)) {
            group.awaitOver();
            return true;
        }
        return !attempt.begin(this) || work(attempt);
    }

    /** Pins this thread to its CPUs, or to those of all the workers in its group, unless it is there already. */
    void pin(@Nullable SlotGroup group) {
        String wanted = pool.cpus(rank, group);
        if (!wanted.equals(cpus)) {
            pool.pin(wanted);
            cpus = wanted;
            shell.close(); // for it stays where it was started
        }
    }

    /** False if this thread has lost its rank. */
    private boolean work(Attempt attempt) {
        current = attempt;
        Outcome outcome = pool.execute(this, attempt);
        current = null;
        if (attempt.finish()) {
            // The user's code may have left the flag set.
            boolean unused = Thread.interrupted();
            pool.deliver(attempt, outcome);
            return true;
        }
        if (!attempt.leave()) {
            return false;
        }
        pool.stopped(this, attempt);
        return true;
    }
}
