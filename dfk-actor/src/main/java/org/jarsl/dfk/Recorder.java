package org.jarsl.dfk;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jarsl.JournalConfig;
import org.jarsl.Memoization;
import org.jarsl.codec.CodecException;
import org.jarsl.codec.ValueCodec;
import org.jarsl.dfk.core.DfkCore;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.RowIndex;
import org.jarsl.dfk.core.Task;
import org.jarsl.dfk.core.TaskNumbers;
import org.jarsl.journal.Entry;
import org.jarsl.journal.Journal;
import org.jarsl.journal.JournalException;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Held;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the task graph asks about calls: which are identical, and through the journal what they have returned. Answers
 * come as events to the graph. Thread-safe, except for what is the graph's thread's alone.
 */
final class Recorder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Recorder.class);
    /** A run that is continued is the same program with the same files, unless somebody has changed them on purpose. */
    private static final Memoization EXCEPT_CONTENTS = Memoization.DEFAULT.files(Memoization.Files.PATH);

    /** A result that is on its way to the journal. */
    private record Written(Task task, CallKey key, AppDescriptor app, Outcome.Success success) {}

    /** A result that an earlier head has written. */
    private record Wanted(Task task, long row) {
        List<String> outputs() {
            TaskCall call = (TaskCall) Objects.requireNonNull(task.call());
            return call.options() == null ? List.of() : call.options().outputs();
        }
    }

    private final AppRegistry apps;
    private final ValueCodec codec;
    private final CallIdentity identity;
    private final @Nullable Journal journal;
    private final RowIndex earlier = new RowIndex();
    private final TaskNumbers recorded = new TaskNumbers();
    private final boolean durable;
    private final Executor blocking;
    private final Consumer<DfkActor.Event> events;
    /** Apps of which it was said already that their results cannot be recorded. */
    private final Set<AppDescriptor> notRecorded = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean broken = new AtomicBoolean();
    /** Of the graph's thread. */
    private List<Written> pending = new ArrayList<>();

    /** Of the graph's thread. */
    private List<Wanted> wanted = new ArrayList<>();

    Recorder(
            AppRegistry apps,
            ValueCodec codec,
            JournalConfig config,
            Path runDirectory,
            Executor blocking,
            Consumer<DfkActor.Event> events) {
        this.apps = apps;
        this.codec = codec;
        this.identity = new CallIdentity(apps, codec);
        this.blocking = blocking;
        this.events = events;
        this.durable = config.mode() == JournalConfig.Mode.DURABLE;
        this.journal = config.mode() == JournalConfig.Mode.OFF ? null : Journal.open(runDirectory, config);
        if (journal != null) {
            journal.index((key, row, taskId) -> {
                earlier.add(key, row);
                recorded.add(taskId);
            });
        }
    }

    DfkCore.Keeping keeping() {
        if (journal == null) {
            return DfkCore.Keeping.nothing();
        }
        return new DfkCore.Keeping(true, durable, earlier, DfkCore.Keeping.REMEMBERED);
    }

    /** Whether what a manager still has is an earlier head's, which did not live to write down what it has returned. */
    boolean isMissed(Held held) {
        return journal != null
                && held.key() != null
                && held.taskId() < journal.firstTaskId()
                && !recorded.contains(held.taskId());
    }

    /** What makes another call of this app identical; null if nobody asks. */
    CallIdentity.@Nullable Rule rule(AppRegistry.Definition app, AppOptions options) {
        Memoization memoization = options.memoization();
        if (memoization == null && (journal == null || app.local())) {
            return null;
        }
        return new CallIdentity.Rule(options.version(), memoization == null ? EXCEPT_CONTENTS : memoization);
    }

    Task.Keyed keyed(AppOptions options, CallIdentity.@Nullable Rule rule) {
        if (rule == null) {
            return Task.Keyed.NOT;
        }
        return options.memoization() == null ? Task.Keyed.RECORDED : Task.Keyed.MEMOISED;
    }

    /** On the caller's thread: the key of a call that has all that it needs; null if it must be found out later. */
    @Nullable
    CallKey keyNow(TaskCall call) {
        CallIdentity.Rule rule = call.rule();
        boolean complete = rule != null && call.encoded() != null && call.problem() == null;
        if (rule == null || !complete || !identity.isQuick(call, rule)) {
            return null;
        }
        try {
            return identity.of(call, rule);
        } catch (CodecException | IOException e) {
            return null; // the graph tries again, and says so
        }
    }

    /** On the graph's thread: the answer if it takes no time, else null, and it follows. */
    DfkActor.@Nullable Identified identify(Task task) {
        TaskCall call = (TaskCall) Objects.requireNonNull(task.call());
        CallIdentity.Rule rule = Objects.requireNonNull(call.rule());
        if (call.problem() != null || identity.isQuick(call, rule)) {
            return identified(task, call, rule);
        }
        blocking.execute(() -> events.accept(identified(task, call, rule)));
        return null;
    }

    private DfkActor.Identified identified(Task task, TaskCall call, CallIdentity.Rule rule) {
        if (call.problem() != null) {
            return new DfkActor.Identified(task, null, call.problem());
        }
        try {
            return new DfkActor.Identified(task, identity.of(call, rule), null);
        } catch (Exception | StackOverflowError e) {
            // Not only what is declared: users' own serialisers are called.
            if (!task.isMemoised()) {
                warnNotRecorded(call.app(), e);
                return new DfkActor.Identified(task, null, null);
            }
            Failure.Kind kind = e instanceof CodecException ? Failure.Kind.CODEC : Failure.Kind.EXCEPTION;
            String message = "it is memoised, but its call cannot be told from others: " + e.getMessage();
            return new DfkActor.Identified(task, null, Outcome.failed(kind, message));
        }
    }

    private void warnNotRecorded(AppDescriptor app, Throwable why) {
        if (notRecorded.add(app)) {
            log.warn("results of `{}` are not recorded: {}", app.name(), why.getMessage());
        }
    }

    /** On the graph's thread. */
    void recall(Task task, long row) {
        wanted.add(new Wanted(task, row));
    }

    private void read(List<Wanted> batch) {
        List<Long> rows = batch.stream().map(Wanted::row).toList();
        var unused = Objects.requireNonNull(journal).read(rows).whenComplete((values, thrown) -> {
            if (thrown != null) {
                events.accept(recalled(batch, wanted -> runAgain(wanted, thrown.getMessage())));
            } else if (batch.stream().allMatch(each -> each.outputs().isEmpty())) {
                events.accept(recalled(batch, wanted -> usable(wanted, values)));
            } else {
                blocking.execute(() -> events.accept(recalled(batch, wanted -> usable(wanted, values))));
            }
        });
    }

    private static DfkActor.Recalled recalled(List<Wanted> batch, Function<Wanted, Outcome.@Nullable Success> answer) {
        return new DfkActor.Recalled(batch.stream()
                .map(each -> new DfkActor.Recall(each.task(), answer.apply(each)))
                .toList());
    }

    private static Outcome.@Nullable Success usable(Wanted wanted, Map<Long, byte[]> values) {
        byte[] value = values.get(wanted.row());
        if (value == null) {
            return runAgain(wanted, "its result in row " + wanted.row() + " of the journal is damaged");
        }
        for (String output : wanted.outputs()) {
            if (!Files.exists(Path.of(output))) {
                return runAgain(wanted, "its output " + output + " is not there any more");
            }
        }
        return new Outcome.Success(new Outcome.Encoded(value));
    }

    private static Outcome.@Nullable Success runAgain(Wanted wanted, @Nullable String why) {
        log.warn("{} is run again: {}", wanted.task(), why);
        return null;
    }

    /** On the graph's thread. */
    void record(Task task, CallKey key, Outcome.Success success) {
        TaskCall call = (TaskCall) Objects.requireNonNull(task.call());
        pending.add(new Written(task, key, call.app(), success));
    }

    /** On the graph's thread: hands on what was recorded, or wanted, since the last time. */
    void flush() {
        if (!wanted.isEmpty()) {
            read(wanted);
            wanted = new ArrayList<>();
        }
        if (pending.isEmpty()) {
            return;
        }
        List<Written> batch = pending;
        pending = new ArrayList<>();
        boolean bytes = batch.stream().allMatch(each -> each.success().value() instanceof Outcome.Encoded);
        if (bytes) {
            write(batch);
        } else {
            blocking.execute(() -> write(batch));
        }
    }

    private void write(List<Written> batch) {
        long now = System.currentTimeMillis();
        List<Entry> entries = new ArrayList<>(batch.size());
        for (Written each : batch) {
            byte[] bytes = encoded(each);
            if (bytes != null) {
                entries.add(new Entry(each.key(), each.task().id(), each.app().name(), bytes, now));
            }
        }
        List<Task> tasks = batch.stream().map(Written::task).toList();
        Objects.requireNonNull(journal).append(entries, problem -> written(tasks, problem));
    }

    private byte @Nullable [] encoded(Written written) {
        Object value = written.success().value();
        if (value instanceof Outcome.Encoded encoded) {
            return encoded.bytes();
        }
        Type type = apps.resultType(written.app().id());
        try {
            return codec.encode(value, type);
        } catch (CodecException | RuntimeException e) {
            warnNotRecorded(written.app(), e);
            return null;
        }
    }

    private void written(List<Task> tasks, @Nullable JournalException problem) {
        if (problem != null && !broken.getAndSet(true)) {
            log.error("results are not recorded any more: {}", problem.getMessage());
        }
        if (durable) {
            Outcome.Failed failure = problem == null
                    ? null
                    : new Outcome.Failed(Failure.of(Failure.Kind.EXECUTOR_FAILED, words(problem)), null);
            events.accept(new DfkActor.Recorded(tasks, failure));
        }
    }

    private static String words(JournalException problem) {
        return "its result is not durable, as journal.mode wants it: " + problem.getMessage();
    }

    /** The first task id that no earlier head of this run has used. */
    long firstTaskId() {
        return journal == null ? 0 : journal.firstTaskId();
    }

    void taskIdIsUsed(long id) {
        if (journal != null) {
            journal.taskIdsUpTo(id);
        }
    }

    boolean isRecording() {
        return journal != null;
    }

    CompletableFuture<Void> checkpoint() {
        if (journal == null) {
            throw new IllegalStateException("there is no journal to write to: journal.mode is off");
        }
        return journal.commit();
    }

    /** Writes what there is. */
    @Override
    public void close() {
        if (journal == null) {
            return;
        }
        try {
            journal.close();
        } catch (JournalException e) {
            log.error("not all results are recorded: {}", e.getMessage());
        }
    }
}
