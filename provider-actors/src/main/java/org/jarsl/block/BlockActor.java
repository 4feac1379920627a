package org.jarsl.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jarsl.block.core.BlockCore;
import org.jarsl.launcher.Launcher;
import org.jarsl.protocol.ManagerId;
import org.jarsl.provider.JobState;
import org.jarsl.provider.JobStatus;
import org.jarsl.provider.Provider;
import org.jarsl.provider.ProviderException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an executor's blocks up. In contrast to Parsl's executor, which talks to the scheduler wherever it needs to,
 * this is the only one that does: the provider's calls run on another executor, each with a bound, and the state of all
 * jobs is asked for at once. How many blocks there should be is {@link BlockCore}'s to decide.
 *
 * <p>For block 7 the files {@code block-7.sh}, {@code block-7.stdout} and {@code block-7.stderr} appear in the directory
 * of its {@link Plan}. The owner closes the provider, after {@link BlockEvent.BlocksStopped}.
 */
public final class BlockActor extends AbstractBehavior<BlockActor.Command> {
    /** What it hears. */
    public sealed interface Command {}

    /** A manager of this block has registered with the interchange. */
    public record ManagerRegistered(String blockId, ManagerId manager) implements Command {}

    /** A manager of this block left or was lost; the interchange feeds it no more. */
    public record ManagerGone(String blockId, ManagerId manager) implements Command {}

    /** Cancel all blocks; answered by {@link BlockEvent.BlocksStopped}, within about 10 seconds. */
    public record Stop() implements Command {}

    private enum Signal implements Command {
        TICK,
        POLL,
        JOBS_CHANGED,
        POLL_TIMEOUT,
        STOP_TIMEOUT
    }

    private record Submitted(
            String blockId,
            @Nullable String jobId,
            @Nullable Throwable problem) implements Command {}

    private record SubmitTimeout(String blockId) implements Command {}

    /** Both are null if there is no such job. */
    private record Found(
            String blockId,
            @Nullable String jobId,
            @Nullable Throwable problem) implements Command {}

    private record Polled(@Nullable Jobs jobs, @Nullable Throwable problem) implements Command {}

    private record Cancelled(@Nullable Throwable problem) implements Command {}

    /** The blocks whose jobs run, and how those of the others ended that have. */
    private record Jobs(Set<String> running, Map<String, String> ends) {}

    /**
     * What the blocks are of.
     *
     * @param label the executor's, for names of jobs and log lines
     * @param token makes the names of jobs unlike those of all other runs; letters and digits
     * @param managerCommand starts one manager
     * @param directory for the scripts and their output
     * @param commands where the provider's calls run, which may block
     */
    public record Plan(
            String label,
            String token,
            BlockSettings settings,
            Provider provider,
            Launcher launcher,
            String managerCommand,
            Path directory,
            Executor commands) {
        /** What would be submitted as the script of this block. */
        public String script(String blockId) {
            return new BlockScript(this, blockId).text();
        }
    }

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Plan plan;
    private final ActorRef<BlockEvent> owner;
    private final TimerScheduler<Command> timers;
    private final LongSupplier nowMillis;
    private final BlockCore core;
    private boolean polling;
    private boolean changed;
    private boolean stopped;

    private BlockActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Plan plan,
            ActorRef<BlockEvent> owner,
            LongSupplier nowMillis) {
        super(context);
        context.setLoggerName(BlockActor.class); // else it is that of the inner class that logs first
        this.plan = plan;
        this.owner = owner;
        this.timers = timers;
        this.nowMillis = nowMillis;
        BlockSettings settings = plan.settings();
        this.core = new BlockCore(
                new BlockCore.Settings(settings.initBlocks(), settings.maxFailures(), settings.startTimeout()),
                new ToProvider());
        ActorRef<Command> self = context.getSelf();
        plan.provider().onChange(() -> self.tell(Signal.JOBS_CHANGED));
        timers.startTimerWithFixedDelay(Signal.POLL, plan.provider().statusPeriod());
        timers.startTimerWithFixedDelay(Signal.TICK, TICK);
        core.start(nowMillis.getAsLong());
    }

    /** Starts {@code initBlocks} blocks at once. */
    public static Behavior<Command> create(Plan plan, ActorRef<BlockEvent> owner) {
        // Monotonic, so that no step of the node's clock makes a block late.
        return create(plan, owner, () -> System.nanoTime() / 1_000_000);
    }

    static Behavior<Command> create(Plan plan, ActorRef<BlockEvent> owner, LongSupplier nowMillis) {
        return Behaviors.withTimers(
                timers -> Behaviors.setup(context -> new BlockActor(context, timers, plan, owner, nowMillis)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(ManagerRegistered.class, this::onManagerRegistered)
                .onMessage(ManagerGone.class, this::onManagerGone)
                .onMessage(Stop.class, this::onStop)
                .onMessageEquals(Signal.TICK, this::onTick)
                .onMessageEquals(Signal.POLL, this::onPoll)
                .onMessageEquals(Signal.JOBS_CHANGED, this::onJobsChanged)
                .onMessageEquals(Signal.POLL_TIMEOUT, this::onPollTimeout)
                .onMessageEquals(Signal.STOP_TIMEOUT, this::onStopTimeout)
                .onMessage(Submitted.class, this::onSubmitted)
                .onMessage(SubmitTimeout.class, this::onSubmitTimeout)
                .onMessage(Found.class, this::onFound)
                .onMessage(Polled.class, this::onPolled)
                .onMessage(Cancelled.class, this::onCancelled)
                .build();
    }

    private Behavior<Command> onManagerRegistered(ManagerRegistered message) {
        core.managerRegistered(message.blockId(), message.manager());
        return this;
    }

    private Behavior<Command> onManagerGone(ManagerGone message) {
        core.managerGone(message.blockId(), message.manager(), nowMillis.getAsLong());
        return this;
    }

    private Behavior<Command> onStop(Stop message) {
        timers.startSingleTimer(Signal.STOP_TIMEOUT, STOP_TIMEOUT);
        core.stop(nowMillis.getAsLong());
        return this;
    }

    private Behavior<Command> onTick() {
        core.tick(nowMillis.getAsLong());
        return this;
    }

    private Behavior<Command> onPoll() {
        Map<String, String> jobs = core.jobs();
        if (!polling && !jobs.isEmpty()) {
            polling = true;
            changed = false;
            timers.startSingleTimer(Signal.POLL_TIMEOUT, plan.provider().commandTimeout());
            run(() -> look(jobs), Polled::new);
        }
        return this;
    }

    private Behavior<Command> onJobsChanged() {
        // While an answer is awaited, it may be from before the change.
        changed = true;
        return onPoll();
    }

    private Behavior<Command> onPollTimeout() {
        return onPolled(new Polled(null, noAnswer()));
    }

    private Behavior<Command> onStopTimeout() {
        if (!stopped) {
            getContext()
                    .getLog()
                    .warn(
                            "{}: not known to have ended: jobs {}",
                            plan.label(),
                            core.jobs().values());
            tellStopped();
        }
        return this;
    }

    private Behavior<Command> onSubmitted(Submitted message) {
        timers.cancel(new SubmitTimeout(message.blockId()));
        if (message.problem() != null) {
            onSubmitProblem(message.blockId(), message.problem());
            return this;
        }
        core.submitted(message.blockId(), Objects.requireNonNull(message.jobId()), nowMillis.getAsLong());
        // The job may have changed before its id was known here. Many jobs are asked for at a time.
        timers.startSingleTimer("soon", Signal.POLL, SOON);
        return this;
    }

    private void onSubmitProblem(String blockId, Throwable problem) {
        ProviderException.Kind kind =
                problem instanceof ProviderException known ? known.kind() : ProviderException.Kind.REFUSED;
        long now = nowMillis.getAsLong();
        switch (kind) {
            case REFUSED -> core.submitFailed(blockId, words(problem), now);
            case UNAVAILABLE -> core.schedulerAway(blockId, words(problem), now);
            case UNCLEAR -> core.submitUnclear(blockId, words(problem), now);
        }
    }

    /** Of a submission or of a search for one. */
    private Behavior<Command> onSubmitTimeout(SubmitTimeout message) {
        core.submitUnclear(message.blockId(), words(noAnswer()), nowMillis.getAsLong());
        return this;
    }

    private Behavior<Command> onFound(Found message) {
        timers.cancel(new SubmitTimeout(message.blockId()));
        if (message.problem() != null) {
            core.submitUnclear(message.blockId(), words(message.problem()), nowMillis.getAsLong());
        } else {
            core.found(message.blockId(), message.jobId(), nowMillis.getAsLong());
        }
        return this;
    }

    private ProviderException noAnswer() {
        return new ProviderException(
                ProviderException.Kind.UNCLEAR,
                "no answer in " + plan.provider().commandTimeout());
    }

    private Behavior<Command> onPolled(Polled message) {
        timers.cancel(Signal.POLL_TIMEOUT);
        polling = false;
        Jobs jobs = message.jobs();
        if (jobs == null) {
            getContext()
                    .getLog()
                    .warn(
                            "{}: the state of the blocks is not known: {}",
                            plan.label(),
                            words(Objects.requireNonNull(message.problem())));
        } else {
            long now = nowMillis.getAsLong();
            jobs.running().forEach(blockId -> core.jobRunning(blockId, now));
            jobs.ends().forEach((blockId, description) -> core.jobEnded(blockId, description, now));
        }
        return changed ? onPoll() : this;
    }

    private Behavior<Command> onCancelled(Cancelled message) {
        if (message.problem() != null) {
            getContext().getLog().warn("{}: blocks could not be cancelled: {}", plan.label(), words(message.problem()));
        }
        return onJobsChanged();
    }

    private Jobs look(Map<String, String> jobs) throws ProviderException {
        Map<String, JobStatus> states = plan.provider().status(List.copyOf(jobs.values()));
        Set<String> running = new HashSet<>();
        Map<String, String> ends = new LinkedHashMap<>();
        jobs.forEach((blockId, jobId) -> {
            JobStatus status = states.get(jobId);
            if (status != null && status.state() == JobState.RUNNING) {
                running.add(blockId);
            } else if (status != null && status.state().isTerminal()) {
                String tail = script(blockId).stderrTail();
                ends.put(blockId, status + (tail.isEmpty() ? "" : "; the end of its standard error:\n" + tail));
            }
        });
        return new Jobs(running, ends);
    }

    private String submit(String blockId) throws IOException, ProviderException {
        return plan.provider().submit(script(blockId).write());
    }

    private BlockScript script(String blockId) {
        return new BlockScript(plan, blockId);
    }

    private void tellStopped() {
        stopped = true;
        owner.tell(new BlockEvent.BlocksStopped());
    }

    private interface Answer<T> {
        Command of(@Nullable T result, @Nullable Throwable problem);
    }

    /** Off this actor's thread; {@code problem} is null if all went well. The bound is a timer's, not this method's. */
    private <T> void run(Callable<T> command, Answer<T> answer) {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return command.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                plan.commands());
        getContext().pipeToSelf(result, (value, thrown) -> {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            return answer.of(value, cause);
        });
    }

    /** A provider's exception speaks for itself; of another the kind matters too. */
    private static String words(Throwable cause) {
        return cause instanceof ProviderException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }

    private final class ToProvider implements BlockCore.Outbox {
        @Override
        public void submit(String blockId) {
            SubmitTimeout timeout = new SubmitTimeout(blockId);
            timers.startSingleTimer(timeout, timeout, plan.provider().commandTimeout());
            run(() -> BlockActor.this.submit(blockId), (jobId, problem) -> new Submitted(blockId, jobId, problem));
        }

        @Override
        public void find(String blockId) {
            SubmitTimeout timeout = new SubmitTimeout(blockId);
            timers.startSingleTimer(timeout, timeout, plan.provider().commandTimeout());
            run(
                    () -> plan.provider().find(script(blockId).request().name()),
                    (jobId, problem) -> new Found(blockId, jobId == null ? null : jobId.orElse(null), problem));
        }

        @Override
        public void away(Duration delay, String reason) {
            getContext()
                    .getLog()
                    .warn("{}: the scheduler is asked again in {} s: {}", plan.label(), delay.toSeconds(), reason);
        }

        @Override
        public void started(String blockId, String jobId) {
            getContext().getLog().info("{}: block {} is job {}", plan.label(), blockId, jobId);
            owner.tell(new BlockEvent.BlockStarted(blockId, jobId));
        }

        @Override
        public void cancel(List<String> jobIds) {
            run(
                    () -> {
                        plan.provider().cancel(jobIds);
                        return jobIds;
                    },
                    (done, problem) -> new Cancelled(problem));
        }

        @Override
        public void ended(String blockId, String description) {
            getContext().getLog().info("{}: {}", plan.label(), description);
            owner.tell(new BlockEvent.BlockEnded(blockId, description));
        }

        @Override
        public void postponed(Duration delay, String reason) {
            getContext()
                    .getLog()
                    .warn(
                            "{}: the next block is tried in {} s, others have managers: {}",
                            plan.label(),
                            delay.toSeconds(),
                            reason);
        }

        @Override
        public void failed(String reason) {
            getContext().getLog().error("{}: giving up: {}", plan.label(), reason);
            owner.tell(new BlockEvent.BlocksFailed(reason));
        }

        @Override
        public void stopped() {
            if (!stopped) {
                tellStopped();
            }
        }
    }
}
