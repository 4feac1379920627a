package org.jarsl.dfk;

import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jarsl.codec.CodecException;
import org.jarsl.codec.ValueCodec;
import org.jarsl.dfk.core.DfkCore;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.Task;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the task graph asks about calls: which are identical, and through the journal what they have returned. Answers
 * come as events to the graph. Thread-safe, except for what says otherwise.
 */
final class Recorder {
    private static final Logger log = LoggerFactory.getLogger(Recorder.class);

    private final CallIdentity identity;
    private final Executor blocking;
    private final Consumer<DfkActor.Event> events;
    /** Apps of which it was said already that their results cannot be recorded. */
    private final Set<AppDescriptor> notRecorded = ConcurrentHashMap.newKeySet();

    Recorder(AppRegistry apps, ValueCodec codec, Executor blocking, Consumer<DfkActor.Event> events) {
        this.identity = new CallIdentity(apps, codec);
        this.blocking = blocking;
        this.events = events;
    }

    DfkCore.Keeping keeping() {
        return DfkCore.Keeping.nothing();
    }

    /** What makes another call of this app identical; null if nobody asks. */
    CallIdentity.@Nullable Rule rule(AppRegistry.Definition app, AppOptions options) {
        return options.memoization() == null ? null : new CallIdentity.Rule(options.version(), options.memoization());
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
            boolean mustBeKnown = task.isMemoised();
            if (!mustBeKnown && notRecorded.add(call.app())) {
                log.warn("results of `{}` are not recorded: {}", call.app().name(), e.getMessage());
            }
            Failure.Kind kind = e instanceof CodecException ? Failure.Kind.CODEC : Failure.Kind.EXCEPTION;
            Outcome failure = mustBeKnown
                    ? Outcome.failed(kind, "it is memoised, but its call cannot be told from others: " + e.getMessage())
                    : null;
            return new DfkActor.Identified(task, null, failure);
        }
    }

    void recall(Task task, long row) {
        log.error("no journal has row {} of {}", row, task);
    }

    void record(Task task, CallKey key, Outcome.Success success) {
        log.error("no journal for {}: {}, {}", task, key, success);
    }
}
