package org.jarsl.dfk.core;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.agrona.collections.Long2ObjectHashMap;
import org.jarsl.TaskState;
import org.jarsl.dfk.core.TaskTransitions.Event;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The task graph, built while it runs. Events come in as method calls, effects go out through the {@link Outbox}; tasks
 * that have ended are forgotten, so the memory is that of the unfinished ones. No recursion over the graph: a chain or
 * a fan of any size needs no stack. Single-threaded.
 */
public final class DfkCore {
    /** All that the core can do to the world. */
    public interface Outbox {
        /** Run the task's attempt. */
        void launch(Task task);

        /** The task was cancelled while its executor had it. */
        void stop(Task task, boolean interrupt);

        /** A join app has returned; {@link #joinOn} or {@link #joined} must follow. */
        void await(Task task, @Nullable Object returned);

        /** An attempt failed; {@link #retryDecided} must follow. */
        void askRetry(Task task, Outcome.Failed failure);

        /** Find out what the task's call is, since all its arguments are there; {@link #identified} must follow. */
        void identify(Task task);

        /** Read what the task's call has returned from this row of the journal; {@link #recalled} must follow. */
        void recall(Task task, long row);

        /** Write to the journal what the task has returned; {@link #recorded} must follow if the task waits for it. */
        void record(Task task, CallKey key, Outcome.Success success);

        /** The task has come into the state it now has. */
        void moved(Task task);
    }

    /**
     * What is kept of results.
     *
     * @param recording whether they go to the journal
     * @param durable whether a task ends only when its result is there
     * @param earlier what an earlier head's run has returned
     * @param remembered results of memoised apps that are kept in memory
     */
    public record Keeping(boolean recording, boolean durable, RowIndex earlier, int remembered) {
        public static final int REMEMBERED = 100_000;

        public static Keeping nothing() {
            return new Keeping(false, false, new RowIndex(), REMEMBERED);
        }
    }
    /** As {@link #nextDueMillis} when no task waits. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Outbox outbox;
    private final Keeping keeping;
    private final Memo memo;
    private final Long2ObjectHashMap<Task> live = new Long2ObjectHashMap<>();
    /** Tasks that wait for their next attempt, the next one first. */
    private final TreeSet<Task> delayed =
            new TreeSet<>(Comparator.comparingLong((Task t) -> t.dueMillis).thenComparingLong(Task::id));

    private final ArrayDeque<Task> ended = new ArrayDeque<>();
    private final StateCounts counts = new StateCounts();
    private boolean releasing;
    private boolean endingAll;
    private boolean draining;

    public DfkCore(Outbox outbox, Keeping keeping) {
        this.outbox = outbox;
        this.keeping = keeping;
        this.memo = new Memo(keeping.earlier(), keeping.remembered());
    }

    /**
     * A new task.
     *
     * @param dependencies tasks of this core whose results it needs
     * @param externals how many results from elsewhere it needs; as many calls of {@link #externalDone} must follow
     */
    public void submit(Task task, List<Task> dependencies, int externals) {
        live.put(task.id(), task);
        counts.add(TaskState.PENDING, 1);
        task.waitingFor = externals;
        for (Task dependency : dependencies) {
            Outcome outcome = dependency.outcome();
            if (outcome == null) {
                dependency.addDependent(task);
                task.waitingFor++;
            } else if (!(outcome instanceof Outcome.Success)) {
                end(task, Event.DEPENDENCY_FAILED, new Outcome.DependencyFailed(dependency.id(), outcome));
                return;
            }
        }
        if (task.waitingFor == 0) {
            ready(task);
        } else {
            outbox.moved(task);
        }
    }

    /** A result from elsewhere is there, or failed with {@code failure}. */
    public void externalDone(Task task, @Nullable Outcome failure) {
        if (task.state() != TaskState.PENDING) {
            return;
        }
        if (failure != null) {
            end(task, Event.DEPENDENCY_FAILED, new Outcome.DependencyFailed(Outcome.OUTSIDE, failure));
        } else if (--task.waitingFor == 0) {
            ready(task);
        }
    }

    /** Its call is known from the beginning, or is found out now that its arguments are there. */
    private void ready(Task task) {
        if (!task.isKeyed()) {
            launch(task, Event.DEPENDENCIES_DONE);
        } else if (task.key == null) {
            outbox.identify(task);
        } else {
            identified(task, task.key);
        }
    }

    /** What the task's call is; null if that cannot be told, so that it is run and not recorded. */
    public void identified(Task task, @Nullable CallKey key) {
        if (task.state() != TaskState.PENDING) {
            return;
        }
        task.key = key;
        if (key == null) {
            launch(task, Event.DEPENDENCIES_DONE);
            return;
        }
        Outcome.Success known = memo.result(key, task);
        long row = known == null ? memo.row(key, task) : RowIndex.NONE;
        if (known != null) {
            end(task, Event.REMEMBER, known.asRemembered());
        } else if (row != RowIndex.NONE) {
            outbox.recall(task, row);
        } else {
            follow(task, key);
        }
    }

    /** What the task's call is cannot be told, and it was said that this matters. */
    public void notIdentified(Task task, Outcome failure) {
        if (task.state() == TaskState.PENDING) {
            end(task, Event.FAIL, failure);
        }
    }

    /** What the journal says that the task's call has returned; null if that is of no use, so that it is run. */
    public void recalled(Task task, Outcome.@Nullable Success success) {
        CallKey key = task.key;
        if (task.state() != TaskState.PENDING || key == null) {
            return;
        }
        if (success != null) {
            if (task.isMemoised()) {
                memo.remember(key, success);
            }
            end(task, Event.REMEMBER, success.asRemembered());
        } else {
            follow(task, key);
        }
    }

    private void follow(Task task, CallKey key) {
        if (memo.follows(key, task)) {
            outbox.moved(task);
        } else {
            launch(task, Event.DEPENDENCIES_DONE);
        }
    }

    /** What the task has returned is in the journal, or it is not, because of {@code failure}. */
    public void recorded(Task task, Outcome.@Nullable Failed failure) {
        Outcome.Success success = task.recording;
        if (success != null && !task.state().isFinal()) {
            end(task, failure == null ? Event.SUCCEED : Event.FAIL, failure == null ? success : failure);
        }
    }

    private void succeed(Task task, Outcome.Success success) {
        CallKey key = keeping.recording() ? task.key : null;
        if (key != null) {
            task.recording = success;
            outbox.record(task, key, success);
        }
        if (key == null || !keeping.durable()) {
            end(task, Event.SUCCEED, success);
        }
    }

    /** An attempt has ended. One older than the task's last is not heard; an executor may have raised it by itself. */
    public void attemptEnded(long taskId, int attempt, Outcome outcome) {
        Task task = live.get(taskId);
        if (task == null || !isWithExecutor(task) || attempt < task.attempt) {
            return;
        }
        task.attempt = attempt;
        if (outcome instanceof Outcome.Success success) {
            if (task.isJoin()) {
                move(task, Event.RETURN_FUTURE);
                outbox.await(task, success.value());
            } else {
                succeed(task, success);
            }
        } else if (outcome instanceof Outcome.Failed failed && task.retries() > 0 && isRetryable(failed)) {
            move(task, Event.ATTEMPT_FAILED);
            outbox.askRetry(task, failed);
        } else {
            end(task, Event.FAIL, outcome);
        }
    }

    /**
     * The retry policy has spoken.
     *
     * @param cost added to what the task's failures have cost so far
     * @param delayMillis until the next attempt, from {@code nowMillis}; 0 for none
     * @param outcome what the task ends with if that is too much
     */
    public void retryDecided(Task task, double cost, long delayMillis, long nowMillis, Outcome outcome) {
        if (task.state() != TaskState.FAIL_RETRYABLE) {
            return;
        }
        task.failCost += cost;
        boolean again = task.failCost <= task.retries(); // not so either if it is no number
        if (!again) {
            end(task, Event.FAIL, outcome);
        } else if (delayMillis > 0) {
            task.dueMillis = nowMillis + delayMillis;
            delayed.add(task);
        } else {
            retry(task);
        }
    }

    /** Tries the tasks again whose delay has passed. */
    public void retryDue(long nowMillis) {
        while (nextDueMillis() <= nowMillis) {
            retry(delayed.pollFirst());
        }
    }

    /** When {@link #retryDue} is to be called; {@link #NEVER} if no task waits for that. */
    public long nextDueMillis() {
        return delayed.isEmpty() ? NEVER : delayed.first().dueMillis;
    }

    private void retry(Task task) {
        task.attempt++;
        launch(task, Event.RETRY);
    }

    /** The join app's future is a task of this core. */
    public void joinOn(Task task, Task inner) {
        Outcome outcome = inner.outcome();
        if (outcome != null) {
            joined(task, inner.id(), outcome);
        } else {
            inner.addDependent(task);
        }
    }

    /** What the join app returned, which is no task of this core, has ended. */
    public void joined(Task task, Outcome outcome) {
        joined(task, Outcome.OUTSIDE, outcome);
    }

    private void joined(Task task, long inner, Outcome outcome) {
        if (task.state() != TaskState.JOINING || task.recording != null) {
            return;
        }
        if (outcome instanceof Outcome.Success success) {
            succeed(task, success.asRun());
        } else {
            end(task, Event.FAIL, new Outcome.JoinFailed(inner, outcome));
        }
    }

    /** Fails all launched tasks for which {@code lost} holds: nothing will be heard of them. */
    public void failLaunched(Predicate<Task> lost, Outcome.Failed failure) {
        for (Task task : List.copyOf(live.values())) {
            if (isWithExecutor(task) && lost.test(task)) {
                end(task, Event.FAIL, failure);
            }
        }
    }

    /** Ends the task, wherever it is, as cancelled; one that has ended stays as it is. */
    public void cancel(Task task, boolean interrupt, String reason) {
        if (task.state().isFinal()) {
            return;
        }
        if (isWithExecutor(task)) {
            outbox.stop(task, interrupt);
        }
        end(task, Event.CANCEL, new Outcome.Cancelled(reason));
    }

    /** Launches nothing any more. What has been launched may come to its end if it has started; the rest stays as it is. */
    public void drain() {
        draining = true;
        for (Task task : live.values()) {
            if (isWithExecutor(task)) {
                outbox.stop(task, false);
            }
        }
    }

    /** Ends every task like this, none of them because of another. If it throws, another call goes on with the rest. */
    public void endAll(Outcome outcome) {
        Event event = outcome instanceof Outcome.Cancelled ? Event.CANCEL : Event.FAIL;
        releasing = true;
        endingAll = true;
        try {
            for (Task task : List.copyOf(live.values())) {
                if (isWithExecutor(task)) {
                    outbox.stop(task, true);
                }
                end(task, event, outcome);
            }
        } finally {
            releaseDependents();
        }
    }

    /** How many tasks have not ended. */
    public int unfinished() {
        return live.size();
    }

    /** How many tasks are in each state; a copy. */
    public StateCounts counts() {
        return counts.copy();
    }

    /** Its last attempt has not ended; else what it has returned is on its way to the journal. */
    private static boolean isWithExecutor(Task task) {
        return task.state() == TaskState.LAUNCHED && task.recording == null;
    }

    private void launch(Task task, Event event) {
        if (draining) {
            return;
        }
        move(task, event);
        outbox.launch(task);
    }

    private void end(Task task, Event event, Outcome outcome) {
        if (task.state() == TaskState.FAIL_RETRYABLE) {
            delayed.remove(task);
        }
        boolean first = task.settle(outcome);
        live.remove(task.id());
        move(task, first ? event : Event.CANCEL);
        ended.add(task);
        CallKey key = task.key;
        if (key != null && task.isMemoised() && !endingAll) {
            landed(task, key);
        }
        if (!releasing) {
            releaseDependents();
        }
    }

    /** Those that wait for an identical call end as it does, but a cancellation is that task's alone. */
    private void landed(Task task, CallKey key) {
        Outcome outcome = Objects.requireNonNull(task.outcome());
        if (outcome instanceof Outcome.Success success) {
            memo.remember(key, success);
        }
        Queue<Task> followers = memo.landed(key, task);
        if (outcome instanceof Outcome.Cancelled) {
            Task next = followers.poll();
            if (next != null) {
                memo.takeOver(key, next, followers);
                launch(next, Event.DEPENDENCIES_DONE);
            }
            return;
        }
        for (Task follower : followers) {
            if (outcome instanceof Outcome.Success success) {
                end(follower, Event.REMEMBER, success.asRemembered());
            } else {
                end(follower, Event.FAIL, outcome);
            }
        }
    }

    /** Works through a list instead of calling itself: what ends here may end others, in any number. */
    private void releaseDependents() {
        releasing = true;
        try {
            while (!ended.isEmpty()) {
                Task task = ended.remove();
                List<Task> dependents = task.dependents;
                Outcome outcome = task.outcome();
                if (dependents != null && outcome != null) {
                    task.dependents = null;
                    dependents.forEach(dependent -> release(dependent, task, outcome));
                }
            }
        } finally {
            releasing = false;
        }
    }

    private void release(Task dependent, Task dependency, Outcome outcome) {
        if (dependent.state() == TaskState.JOINING) {
            joined(dependent, dependency.id(), outcome);
        } else if (dependent.state() == TaskState.PENDING) {
            if (!(outcome instanceof Outcome.Success)) {
                end(dependent, Event.DEPENDENCY_FAILED, new Outcome.DependencyFailed(dependency.id(), outcome));
            } else if (--dependent.waitingFor == 0) {
                ready(dependent);
            }
        }
    }

    private void move(Task task, Event event) {
        counts.add(task.state(), -1);
        task.move(event);
        counts.add(task.state(), 1);
        outbox.moved(task);
    }

    /** Trying again helps against what may be chance; not against a missing class, and the executor saw to losses. */
    private static boolean isRetryable(Outcome.Failed failed) {
        Failure.Kind kind = failed.failure().kind();
        return switch (kind) {
            case EXCEPTION, SHELL_EXIT, MISSING_INPUTS, MISSING_OUTPUTS, STREAM, WALLTIME -> true;
            case NO_COMMAND,
                    APP_NOT_FOUND,
                    CODEC,
                    TOO_LARGE,
                    DEMAND,
                    MANAGER_LOST,
                    WORKER_LOST,
                    EXECUTOR_FAILED,
                    CANCELLED -> false;
        };
    }
}
