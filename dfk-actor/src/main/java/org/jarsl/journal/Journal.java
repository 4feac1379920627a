package org.jarsl.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jarsl.JournalConfig;
import org.jarsl.JournalConfig.Mode;
import org.jarsl.protocol.CallKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tasks of a run have returned, in a file of the run directory, so that a run that is continued does not do it
 * again. One thread writes; what comes while it does goes to the disk together. In contrast to a log it can be read by
 * row, and in contrast to Parsl's checkpoint files no end of the process, at whatever moment, can make it unreadable.
 * Thread-safe.
 */
public final class Journal implements AutoCloseable {
    /** Takes what {@link #index} tells. */
    @FunctionalInterface
    public interface Index {
        void add(CallKey key, long row, long taskId);
    }

    /** One thing for the writer to do. */
    private interface Step {
        void perform(Database database) throws SQLException;

        /** It has been done, as the mode promises, or never will be. */
        void ended(@Nullable JournalException problem);
    }

    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final int TASK_IDS_AT_ONCE = 1_000_000;
    private static final int STEPS_AT_ONCE = 10_000;
    private static final int KIBIBYTE = 1024;
    private static final int MAX_WAITING_KIBIBYTES = 256 * KIBIBYTE;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Mode mode;
    private final Duration period;
    private final Database database;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    /** How much may wait to be written, in KiB. */
    private final Semaphore room = new Semaphore(MAX_WAITING_KIBIBYTES);

    private final Thread writer = new Thread(this::write, "jarsl-journal");
    private final long firstTaskId;
    private volatile long reservedTaskIds;
    private volatile boolean closing;
    private volatile @Nullable JournalException broken;
    private boolean commitWanted;

    private Journal(Path directory, JournalConfig config) throws SQLException {
        this.mode = config.mode();
        this.period = config.period();
        this.database = new Database(directory, mode == Mode.DURABLE);
        this.firstTaskId = database.nextTask();
        this.reservedTaskIds = firstTaskId + TASK_IDS_AT_ONCE;
        database.setNextTask(reservedTaskIds);
        database.commit();
        writer.setDaemon(true);
    }

    /**
     * Opens the journal of a run, or begins it.
     *
     * @throws JournalException when one is there that cannot be used, or none can be made
     */
    public static Journal open(Path runDirectory, JournalConfig config) {
        try {
            if (config.ignored()) {
                Database.setAside(runDirectory);
            }
            Journal journal = new Journal(runDirectory, config);
            journal.writer.start();
            return journal;
        } catch (SQLException | IOException e) {
            throw new JournalException("the journal in " + runDirectory + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** What earlier heads have written, in that order; returns when all is told. */
    public void index(Index index) {
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        add(new Step() {
            @Override
            public void perform(Database from) throws SQLException {
                from.index(index);
            }

            @Override
            public void ended(@Nullable JournalException problem) {
                complete(told, true, problem);
            }
        });
        boolean unused = told.join();
    }

    /**
     * Hands results over. Waits only while very much waits to be written already, at most a minute.
     *
     * @param written hears, on the writer's thread, that they are written: in mode durable, that they are on the disk;
     *     or that they cannot be, ever
     */
    public void append(List<Entry> entries, Consumer<@Nullable JournalException> written) {
        int size = Math.min(
                MAX_WAITING_KIBIBYTES,
                entries.stream().mapToInt(Journal::kibibytes).sum());
        if (!admit(size)) {
            written.accept(new JournalException(
                    "the disk of the journal takes nothing since " + PATIENCE.toSeconds() + " s", null));
            return;
        }
        add(new Step() {
            @Override
            public void perform(Database to) throws SQLException {
                for (Entry entry : entries) {
                    to.insert(entry);
                }
                commitWanted |= mode == Mode.DURABLE || mode == Mode.TASK_EXIT;
            }

            @Override
            public void ended(@Nullable JournalException problem) {
                room.release(size);
                written.accept(problem);
            }
        });
    }

    private static int kibibytes(Entry entry) {
        return entry.value().length / KIBIBYTE + 1;
    }

    private boolean admit(int size) {
        try {
            return room.tryAcquire(size, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The values in these rows, without those that are damaged. */
    public CompletableFuture<Map<Long, byte[]>> read(List<Long> rows) {
        CompletableFuture<Map<Long, byte[]>> values = new CompletableFuture<>();
        add(new Step() {
            @Override
            public void perform(Database from) {
                values.complete(readable(from, rows));
            }

            @Override
            public void ended(@Nullable JournalException problem) {
                if (problem != null) {
                    values.completeExceptionally(problem);
                }
            }
        });
        return values;
    }

    private static Map<Long, byte[]> readable(Database from, List<Long> rows) {
        try {
            return from.read(rows);
        } catch (SQLException e) {
            if (rows.size() == 1) {
                log.warn("row {} of the journal cannot be read: {}", rows.get(0), e.getMessage());
                return Map.of();
            }
            // One page is damaged, but the rows of others are readable.
            Map<Long, byte[]> values = new HashMap<>();
            rows.forEach(row -> values.putAll(readable(from, List.of(row))));
            return values;
        }
    }

    /** Completes when all that was handed over before is on the disk. */
    public CompletableFuture<Void> commit() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        add(new Step() {
            @Override
            public void perform(Database to) throws SQLException {
                to.commit();
                to.sync();
            }

            @Override
            @SuppressWarnings("NullAway") // there is no other value of Void
            public void ended(@Nullable JournalException problem) {
                complete(done, null, problem);
            }
        });
        return done;
    }

    /** The first number of a task that no earlier head has used. */
    public long firstTaskId() {
        return firstTaskId;
    }

    /** To be called before a task has this number; waits for the disk once in a million. */
    public void taskIdsUpTo(long id) {
        if (id >= reservedTaskIds) {
            reserve(id);
        }
    }

    private synchronized void reserve(long id) {
        if (id < reservedTaskIds) {
            return;
        }
        long reserved = id + TASK_IDS_AT_ONCE;
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        add(new Step() {
            @Override
            public void perform(Database to) throws SQLException {
                to.setNextTask(reserved);
                commitWanted = true;
            }

            @Override
            public void ended(@Nullable JournalException problem) {
                done.complete(problem == null);
            }
        });
        // A journal that is broken has said so; its tasks go on without it.
        boolean unused = done.completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        reservedTaskIds = reserved;
    }

    private static <T> void complete(CompletableFuture<T> future, T value, @Nullable JournalException problem) {
        if (problem == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(problem);
        }
    }

    private void add(Step step) {
        steps.add(step);
        if (!writer.isAlive() && closing) {
            endAll();
        }
    }

    private void endAll() {
        for (Step step = steps.poll(); step != null; step = steps.poll()) {
            end(step, new JournalException("the journal is closed", broken));
        }
    }

    // The writer's thread.

    private void write() {
        long lastCommit = System.nanoTime();
        List<Step> batch = new ArrayList<>();
        while (!closing || !steps.isEmpty()) {
            batch.clear();
            try {
                Step first = steps.poll(period.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    steps.drainTo(batch, STEPS_AT_ONCE);
                }
            } catch (InterruptedException e) {
                // Only the close interrupts, and the loop sees that.
            }
            boolean due = mode == Mode.PERIODIC && System.nanoTime() - lastCommit >= period.toNanos();
            JournalException problem = perform(batch, due);
            lastCommit = due ? System.nanoTime() : lastCommit;
            batch.forEach(step -> end(step, problem));
        }
        end();
    }

    /** Whoever hears of it must not be the end of this thread. */
    private static void end(Step step, @Nullable JournalException problem) {
        try {
            step.ended(problem);
        } catch (RuntimeException | Error e) {
            log.error("who waited for the journal has failed", e);
        }
    }

    /** All in one transaction, which is committed if one of them wants that. */
    private @Nullable JournalException perform(List<Step> batch, boolean due) {
        if (broken != null) {
            return broken;
        }
        try {
            for (Step step : batch) {
                step.perform(database);
            }
            if (commitWanted || due) {
                commitWanted = false;
                database.commit();
            }
        } catch (SQLException | RuntimeException | Error e) {
            broken = database.broken(e);
        }
        return broken;
    }

    private void end() {
        try {
            if (broken == null) {
                database.commit();
            }
            database.close();
        } catch (SQLException e) {
            broken = database.broken(e);
        }
        endAll();
    }

    /** Writes what was handed over, and closes the file; waits for that a minute at most. May be called twice. */
    @Override
    public void close() {
        closing = true;
        writer.interrupt();
        try {
            writer.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!writer.isAlive()) {
            endAll();
        }
        JournalException problem = broken;
        if (problem != null) {
            throw problem;
        }
    }
}
