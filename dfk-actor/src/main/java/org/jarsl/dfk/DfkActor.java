package org.jarsl.dfk;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jarsl.dfk.core.DfkCore;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.Task;
import org.jarsl.executor.TaskExecutor;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The DataFlowKernel's actor: the thread on which the task graph lives. Calls, results and cancellations come through
 * its {@link GraphInbox}, many at a time; what becomes ready meanwhile goes to the executors in one batch each. However
 * it stops, no task is left unfinished.
 */
final class DfkActor extends AbstractBehavior<DfkActor.Command> {
    /** Something is in the inbox, or a task is to be tried again. */
    enum Command {
        WAKE
    }

    /** What comes through the inbox. */
    sealed interface Event {}

    record Submit(Task task, List<Task> dependencies, int externals) implements Event {}

    record AttemptsEnded(List<TaskExecutor.Ended> attempts) implements Event {}

    record ExternalDone(Task task, @Nullable Outcome failure) implements Event {}

    record RetryDecided(Task task, double cost, Duration delay, Outcome outcome) implements Event {}

    /**
     * @param failure why that cannot be told, so that the task fails; else null
     */
    record Identified(
            Task task, @Nullable CallKey key, @Nullable Outcome failure) implements Event {}

    /**
     * @param success null if what the journal has is of no use
     */
    record Recall(Task task, Outcome.@Nullable Success success) {}

    record Recalled(List<Recall> recalls) implements Event {}

    /**
     * @param failure null if the results are in the journal
     */
    record Recorded(List<Task> tasks, Outcome.@Nullable Failed failure) implements Event {}

    record JoinOn(Task task, Task inner) implements Event {}

    record Joined(Task task, Outcome outcome) implements Event {}

    record Cancel(Task task, boolean interrupt) implements Event {}

    record ExecutorBroken(TaskExecutor executor, Failure failure) implements Event {}

    /** The last event: every task ends like this, and the actor stops. */
    record Close(Outcome how) implements Event {}

    record AwaitAll(CompletableFuture<Void> answer) implements Event {}

    /** Nothing is to be launched any more, and what has not started is to be dropped. */
    record Drain() implements Event {}

    /** Asks for an answer when all events before this one have been dealt with. */
    record Settle(CompletableFuture<Void> answer) implements Event {}

    private static final int MAX_EVENTS_AT_ONCE = 1000;

    private final Kernel kernel;
    private final GraphInbox inbox;
    private final Recorder recorder;
    private final Queue<Event> batch = new ArrayDeque<>();
    private final DfkCore core;
    private final Map<TaskExecutor, List<TaskExecutor.Launch>> launches = new LinkedHashMap<>();
    private final Map<TaskExecutor, List<TaskExecutor.Cancelled>> stops = new LinkedHashMap<>();
    private final List<CompletableFuture<Void>> waiters = new ArrayList<>();
    private final List<CompletableFuture<Void>> settled = new ArrayList<>();
    private final TimerScheduler<Command> timers;
    /** When the timer goes off that wakes this actor for a task that waits; {@link DfkCore#NEVER} if there is none. */
    private long alarmMillis = DfkCore.NEVER;

    private String where = "";
    /** How all tasks end, once that is decided; then the actor stops. */
    private @Nullable Outcome end;

    private DfkActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Kernel kernel,
            GraphInbox inbox,
            Recorder recorder) {
        super(context);
        this.timers = timers;
        this.kernel = kernel;
        this.inbox = inbox;
        this.recorder = recorder;
        this.core = new DfkCore(new ToKernel(), recorder.keeping());
    }

    static Behavior<Command> create(Kernel kernel, GraphInbox inbox, Recorder recorder) {
        return Behaviors.withTimers(
                timers -> Behaviors.setup(context -> new DfkActor(context, timers, kernel, inbox, recorder)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Command.class, this::onWake)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Command> onWake(Command wake) {
        inbox.drain(MAX_EVENTS_AT_ONCE, batch);
        while (end == null && !batch.isEmpty()) {
            Event event = batch.remove();
            guarded(event.getClass().getSimpleName(), () -> onEvent(event));
        }
        if (end == null) {
            guarded("retries", () -> core.retryDue(now()));
        }
        recorder.flush();
        launches.forEach((executor, tasks) -> {
            if (end == null && !tasks.isEmpty()) {
                List<TaskExecutor.Launch> ready = List.copyOf(tasks);
                tasks.clear();
                guarded(executor.label(), () -> executor.submit(ready));
            }
        });
        sendStops();
        settled.forEach(answer -> answer.complete(null));
        settled.clear();
        if (end != null) {
            return Behaviors.stopped();
        }
        setAlarm();
        kernel.publish(core.counts());
        if (core.unfinished() == 0) {
            answerWaiters();
        }
        return this;
    }

    /** One timer for all tasks that wait, whose command is the inbox's. */
    private void setAlarm() {
        long due = core.nextDueMillis();
        if (due == DfkCore.NEVER) {
            timers.cancel(Command.WAKE);
        } else if (due != alarmMillis) {
            timers.startSingleTimer(Command.WAKE, Duration.ofMillis(Math.max(1, due - now())));
        }
        alarmMillis = due;
    }

    /** Monotonic, so that no step of the clock shortens or lengthens a delay. */
    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    private void sendStops() {
        stops.forEach((executor, attempts) -> guarded(executor.label(), () -> executor.cancel(attempts)));
        stops.clear();
    }

    private void answerWaiters() {
        waiters.forEach(waiter -> waiter.complete(null));
        waiters.clear();
    }

    /** A defect or a lack of memory here must not leave anybody waiting: it ends every task, with the reason. */
    private void guarded(String at, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            getContext().getLog().error("the task graph cannot go on, at {}", at, e);
            end = Outcome.failed(
                    Failure.Kind.EXECUTOR_FAILED, "the task graph cannot go on: " + e + "; " + kernel.seeLog());
        }
    }

    /** Reached from {@link Close}, from a failure of this actor, and when Pekko ends the actor system by itself. */
    private Behavior<Command> onPostStop(PostStop stopped) {
        Outcome how = end;
        if (how == null) {
            getContext().getLog().error("the actor system has ended unexpectedly");
            how = Outcome.failed(
                    Failure.Kind.EXECUTOR_FAILED,
                    "the actor system of this DataFlowKernel has ended unexpectedly; " + kernel.seeLog());
        }
        for (Event event : batch) {
            GraphInbox.refuse(event, how);
        }
        try {
            endAll(how);
            sendStops();
            kernel.publish(core.counts());
        } finally {
            answerWaiters();
            kernel.graphEnded(how);
        }
        return this;
    }

    /** Goes on as long as there is progress, for one task whose end throws must not keep the others waiting. */
    private void endAll(Outcome how) {
        int before = Integer.MAX_VALUE;
        while (core.unfinished() > 0 && core.unfinished() < before) {
            before = core.unfinished();
            try {
                core.endAll(how);
            } catch (RuntimeException | Error e) {
                getContext().getLog().error("a task could not be ended", e);
            }
        }
    }

    private void onEvent(Event event) {
        if (event instanceof Submit submit) {
            core.submit(submit.task(), submit.dependencies(), submit.externals());
        } else if (event instanceof AttemptsEnded ended) {
            ended.attempts().forEach(this::onAttemptEnded);
        } else if (event instanceof ExternalDone done) {
            core.externalDone(done.task(), done.failure());
        } else if (event instanceof RetryDecided decided) {
            core.retryDecided(decided.task(), decided.cost(), decided.delay().toMillis(), now(), decided.outcome());
        } else if (event instanceof Identified identified) {
            onIdentified(identified);
        } else if (event instanceof Recalled recalled) {
            recalled.recalls().forEach(recall -> core.recalled(recall.task(), recall.success()));
        } else if (event instanceof Recorded recorded) {
            recorded.tasks().forEach(task -> core.recorded(task, recorded.failure()));
        } else if (event instanceof JoinOn joinOn) {
            core.joinOn(joinOn.task(), joinOn.inner());
        } else if (event instanceof Joined joined) {
            core.joined(joined.task(), joined.outcome());
        } else if (event instanceof Cancel cancel) {
            core.cancel(cancel.task(), cancel.interrupt(), cancel.task() + " was cancelled");
        } else if (event instanceof ExecutorBroken broken) {
            core.failLaunched(
                    task -> task.call() instanceof TaskCall call && call.executor() == broken.executor(),
                    new Outcome.Failed(broken.failure(), null));
        } else if (event instanceof Close close) {
            end = close.how();
        } else if (event instanceof AwaitAll awaitAll) {
            waiters.add(awaitAll.answer());
        } else if (event instanceof Drain) {
            core.drain();
        } else if (event instanceof Settle settle) {
            settled.add(settle.answer());
        } else {
            throw new AssertionError(event);
        }
    }

    private void onIdentified(Identified event) {
        if (event.failure() == null) {
            core.identified(event.task(), event.key());
        } else {
            core.notIdentified(event.task(), event.failure());
        }
    }

    private void onAttemptEnded(TaskExecutor.Ended ended) {
        where = ended.where();
        core.attemptEnded(ended.taskId(), ended.attempt(), ended.outcome());
        where = "";
    }

    private final class ToKernel implements DfkCore.Outbox {
        @Override
        public void launch(Task task) {
            if (!(task.call() instanceof TaskCall call)) {
                throw new AssertionError(task);
            }
            if (call.problem() != null) {
                core.attemptEnded(task.id(), task.attempt(), call.problem());
            } else {
                launches.computeIfAbsent(call.executor(), e -> new ArrayList<>())
                        .add(new TaskExecutor.Launch(
                                task.id(), task.attempt(), call, recorder.isRecording() ? task.key() : null));
            }
        }

        @Override
        public void stop(Task task, boolean interrupt) {
            if (task.call() instanceof TaskCall call) {
                List<TaskExecutor.Launch> waiting = launches.get(call.executor());
                boolean here = waiting != null && waiting.removeIf(l -> l.taskId() == task.id());
                if (!here) {
                    stops.computeIfAbsent(call.executor(), e -> new ArrayList<>())
                            .add(new TaskExecutor.Cancelled(task.id(), task.attempt(), interrupt));
                }
            }
        }

        @Override
        public void await(Task task, @Nullable Object returned) {
            kernel.await(task, returned);
        }

        @Override
        public void askRetry(Task task, Outcome.Failed failure) {
            kernel.askRetry(task, failure);
        }

        @Override
        public void identify(Task task) {
            Identified now = recorder.identify(task);
            if (now != null) {
                onIdentified(now);
            }
        }

        @Override
        public void recall(Task task, long row) {
            recorder.recall(task, row);
        }

        @Override
        public void record(Task task, CallKey key, Outcome.Success success) {
            recorder.record(task, key, success);
        }

        @Override
        public void moved(Task task) {
            kernel.moved(task, where);
        }
    }
}
