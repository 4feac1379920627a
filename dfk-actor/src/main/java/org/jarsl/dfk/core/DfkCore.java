package org.jarsl.dfk.core;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;
import org.agrona.collections.Long2ObjectHashMap;
import org.jarsl.TaskState;
import org.jarsl.dfk.core.TaskTransitions.Event;
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

        /** The task has come into the state it now has. */
        void moved(Task task);
    }

    private final Outbox outbox;
    private final Long2ObjectHashMap<Task> live = new Long2ObjectHashMap<>();
    private final ArrayDeque<Task> ended = new ArrayDeque<>();
    private final StateCounts counts = new StateCounts();
    private boolean releasing;

    public DfkCore(Outbox outbox) {
        this.outbox = outbox;
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
            launch(task, Event.DEPENDENCIES_DONE);
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
            launch(task, Event.DEPENDENCIES_DONE);
        }
    }

    /** An attempt has ended. One older than the task's last is not heard; an executor may have raised it by itself. */
    public void attemptEnded(long taskId, int attempt, Outcome outcome) {
        Task task = live.get(taskId);
        if (task == null || task.state() != TaskState.LAUNCHED || attempt < task.attempt) {
            return;
        }
        task.attempt = attempt;
        if (outcome instanceof Outcome.Success success) {
            if (task.isJoin()) {
                move(task, Event.RETURN_FUTURE);
                outbox.await(task, success.value());
            } else {
                end(task, Event.SUCCEED, outcome);
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
     * @param outcome what the task ends with if that is too much
     */
    public void retryDecided(Task task, double cost, Outcome outcome) {
        if (task.state() != TaskState.FAIL_RETRYABLE) {
            return;
        }
        task.failCost += cost;
        if (task.failCost <= task.retries()) {
            task.attempt++;
            launch(task, Event.RETRY);
        } else {
            end(task, Event.FAIL, outcome);
        }
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
        if (task.state() == TaskState.JOINING) {
            boolean success = outcome instanceof Outcome.Success;
            end(task, success ? Event.SUCCEED : Event.FAIL, success ? outcome : new Outcome.JoinFailed(inner, outcome));
        }
    }

    /** Fails all launched tasks for which {@code lost} holds: nothing will be heard of them. */
    public void failLaunched(Predicate<Task> lost, Outcome.Failed failure) {
        for (Task task : List.copyOf(live.values())) {
            if (task.state() == TaskState.LAUNCHED && lost.test(task)) {
                end(task, Event.FAIL, failure);
            }
        }
    }

    /** Ends the task, wherever it is, as cancelled; one that has ended stays as it is. */
    public void cancel(Task task, boolean interrupt, String reason) {
        TaskState before = task.state();
        if (before.isFinal()) {
            return;
        }
        if (before == TaskState.LAUNCHED) {
            outbox.stop(task, interrupt);
        }
        end(task, Event.CANCEL, new Outcome.Cancelled(reason));
    }

    /** Ends every task like this, none of them because of another. If it throws, another call goes on with the rest. */
    public void endAll(Outcome outcome) {
        Event event = outcome instanceof Outcome.Cancelled ? Event.CANCEL : Event.FAIL;
        releasing = true;
        try {
            for (Task task : List.copyOf(live.values())) {
                if (task.state() == TaskState.LAUNCHED) {
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

    private void launch(Task task, Event event) {
        move(task, event);
        outbox.launch(task);
    }

    private void end(Task task, Event event, Outcome outcome) {
        boolean first = task.settle(outcome);
        live.remove(task.id());
        move(task, first ? event : Event.CANCEL);
        ended.add(task);
        if (!releasing) {
            releaseDependents();
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
                launch(dependent, Event.DEPENDENCIES_DONE);
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
