package org.jarsl.dfk.core;

import java.util.ArrayList;
import java.util.List;
import org.jarsl.TaskState;
import org.jarsl.protocol.CallKey;
import org.jspecify.annotations.Nullable;

/**
 * One task of the graph. Made by the caller's thread, then the core's alone; only {@link #state} and {@link #outcome}
 * may be read by others.
 */
public final class Task {
    /** Gets the outcome, once. */
    public interface Promise {
        /** Returns false if there was an outcome already: the user has cancelled. */
        boolean complete(Outcome outcome);
    }

    /** What a task's call has to do with identical ones. */
    public enum Keyed {
        /** Nothing. */
        NOT,
        /** Each is run, but what it returns is recorded, and a run that is continued does not run it again. */
        RECORDED,
        /** One is run for all. */
        MEMOISED
    }

    private final long id;
    private final String app;
    private final double retries;
    private final boolean join;
    private final Promise promise;
    /** What is to be run, in the eyes of whoever launches it; let go when the task has ended. */
    private @Nullable Object call;

    private volatile TaskState state = TaskState.PENDING;
    private volatile @Nullable Outcome outcome;
    int attempt;
    double failCost;
    int waitingFor;
    /** When it is to be tried again, if it waits for that. */
    long dueMillis;

    @Nullable
    List<Task> dependents;

    private final Keyed keyed;

    /** What its call is, once that is known. */
    @Nullable
    CallKey key;

    /** What it has returned, which is on its way to the journal. */
    Outcome.@Nullable Success recording;

    /**
     * @param retries the highest sum of failure costs at which the task is tried again
     * @param join whether its result is a future to be awaited
     * @param keyed what its call has to do with identical ones
     * @param key what its call is; null if that is not known yet
     */
    public Task(
            long id,
            String app,
            double retries,
            boolean join,
            Promise promise,
            Object call,
            Keyed keyed,
            @Nullable CallKey key) {
        this.id = id;
        this.app = app;
        this.retries = retries;
        this.join = join;
        this.promise = promise;
        this.call = call;
        this.keyed = keyed;
        this.key = key;
    }

    public long id() {
        return id;
    }

    public String app() {
        return app;
    }

    public TaskState state() {
        return state;
    }

    /** Null until the task has ended. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    /** The attempt that is to be launched, or was last; 0 for the first. */
    public int attempt() {
        return attempt;
    }

    /** What was given to the constructor, or null when the task has ended. */
    public @Nullable Object call() {
        return call;
    }

    double retries() {
        return retries;
    }

    boolean isJoin() {
        return join;
    }

    boolean isKeyed() {
        return keyed != Keyed.NOT;
    }

    /** What its call is; null if that is not known, or of no interest. */
    public @Nullable CallKey key() {
        return key;
    }

    /** Whether it may have the result of an identical call. */
    public boolean isMemoised() {
        return keyed == Keyed.MEMOISED;
    }

    /** For a task that no core will ever see. */
    public void endNow(Outcome how) {
        promise.complete(how);
    }

    void move(TaskTransitions.Event event) {
        state = TaskTransitions.TABLE.next(state, event, this);
    }

    void addDependent(Task task) {
        if (dependents == null) {
            dependents = new ArrayList<>(2);
        }
        dependents.add(task);
    }

    /** Ends the task; returns false if the user was faster in cancelling it. */
    boolean settle(Outcome newOutcome) {
        boolean first = promise.complete(newOutcome);
        outcome = first ? newOutcome : new Outcome.Cancelled("task " + id + " was cancelled");
        call = null;
        return first;
    }

    @Override
    public String toString() {
        return "task " + id + " (" + app + "), attempt " + attempt + ", " + state;
    }
}
