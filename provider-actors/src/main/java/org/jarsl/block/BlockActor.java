package org.jarsl.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.jarsl.block.core.Outbox;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.interchange.core.Load;
import org.jarsl.protocol.ManagerId;
import org.jarsl.provider.Provider;
import org.jarsl.provider.ProviderException;
import org.jarsl.provider.ProviderException.Kind;

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

    /** The answer to {@link BlockEvent.LoadWanted}. */
    public record LoadIs(Load load) implements Command {}

    /**
     * Cancel all blocks; answered by {@link BlockEvent.BlocksStopped}, within about 10 seconds, or as long as the
     * scheduler takes to hear of it, at most {@link #LONGEST_STOP}.
     */
    public record Stop() implements Command {}

    private enum Signal implements Command {
        TICK,
        POLL,
        STRATEGY,
        JOBS_CHANGED,
        STOP_TIMEOUT
    }

    /**
     * A call of the provider is over, or has taken too long and is given up.
     *
     * @param heard whether the scheduler answered, be it with a refusal
     * @param evenLate whether the answer matters when the call was given up before
     */
    record Answer(long call, boolean heard, boolean evenLate, Runnable effect) implements Command {}

    /**
     * What the blocks are of.
     *
     * @param label the executor's, for names of jobs and log lines
     * @param token makes the names of jobs unlike those of all other runs; letters and digits
     * @param managerCommand starts one manager
     * @param directory for the scripts and their output
     * @param workersPerNode as far as the configuration tells, which managers know better; 0 if not at all
     * @param commands where the provider's calls run, which may block
     */
    public record Plan(
            String label,
            String token,
            BlockSettings settings,
            Provider provider,
            String managerCommand,
            Path directory,
            int workersPerNode,
            Executor commands) {
        /** What would be submitted as the script of this block. */
        public String script(String blockId) {
            return new BlockScript(this, blockId).text();
        }
    }

    /** Bound of what {@link Stop} takes. */
    public static final Duration LONGEST_STOP = Duration.ofSeconds(60);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Plan plan;
    private final BlockJobs jobs;
    private final ActorRef<BlockEvent> owner;
    private final TimerScheduler<Command> timers;
    private final LongSupplier nowMillis;
    private final BlockCore core;
    private final ProviderCalls calls;
    /** Calls under way that cancel. */
    private final Set<Long> cancels = new HashSet<>();

    private boolean loadWanted;
    private boolean stopIsLate;
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
        this.jobs = new BlockJobs(plan);
        this.calls = new ProviderCalls(context, timers, plan.provider().commandTimeout(), plan.commands());
        this.core = new BlockCore(settings(plan), new ToProvider());
        ActorRef<Command> self = context.getSelf();
        plan.provider().onChange(() -> self.tell(Signal.JOBS_CHANGED));
        timers.startTimerWithFixedDelay(Signal.POLL, plan.provider().statusPeriod());
        timers.startTimerWithFixedDelay(Signal.TICK, TICK);
        ScalingSettings scaling = plan.settings().scaling();
        if (scaling.strategy() != ScalingSettings.Strategy.NONE) {
            timers.startTimerWithFixedDelay(Signal.STRATEGY, scaling.period());
        }
        JobLedger.Earlier earlier = earlier();
        core.adopt(earlier.living(), earlier.used());
        if (earlier.living().isEmpty()) {
            owner.tell(new BlockEvent.BlocksRecovered());
        }
        core.start(nowMillis.getAsLong());
    }

    private JobLedger.Earlier earlier() {
        try {
            return JobLedger.earlier(plan.directory());
        } catch (IOException e) {
            getContext().getLog().warn("{}: blocks of an earlier head are not known: {}", plan.label(), e.getMessage());
            return JobLedger.Earlier.NONE;
        }
    }

    private static BlockCore.Settings settings(Plan plan) {
        BlockSettings settings = plan.settings();
        return new BlockCore.Settings(
                settings.scaling(),
                settings.nodesPerBlock(),
                plan.workersPerNode(),
                settings.errorHandler(),
                settings.maxFailures(),
                settings.startTimeout(),
                settings.provider().walltime());
    }

    /** Starts the first blocks at once. */
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
                .onMessage(LoadIs.class, this::onLoad)
                .onMessage(Answer.class, this::onAnswer)
                .onMessageEquals(Signal.TICK, this::onTick)
                .onMessageEquals(Signal.POLL, this::onPoll)
                .onMessageEquals(Signal.STRATEGY, this::onStrategy)
                .onMessageEquals(Signal.JOBS_CHANGED, this::onJobsChanged)
                .onMessageEquals(Signal.STOP_TIMEOUT, this::onStopTimeout)
                .build();
    }

    private Behavior<Command> onManagerRegistered(ManagerRegistered message) {
        core.managerRegistered(message.blockId(), message.manager(), nowMillis.getAsLong());
        return this;
    }

    private Behavior<Command> onManagerGone(ManagerGone message) {
        core.managerGone(message.blockId(), message.manager(), nowMillis.getAsLong());
        return this;
    }

    private Behavior<Command> onLoad(LoadIs message) {
        loadWanted = false;
        core.load(message.load(), nowMillis.getAsLong());
        return this;
    }

    private Behavior<Command> onStop(Stop message) {
        timers.startSingleTimer(Signal.STOP_TIMEOUT, STOP_TIMEOUT);
        core.stop(nowMillis.getAsLong());
        return this;
    }

    private Behavior<Command> onTick() {
        core.tick(nowMillis.getAsLong());
        return core.wantsLoad() ? onStrategy() : this;
    }

    /** Never two questions at a time, so that a load is not older than what was decided by the one before. */
    private Behavior<Command> onStrategy() {
        if (!loadWanted) {
            loadWanted = true;
            owner.tell(new BlockEvent.LoadWanted());
        }
        return this;
    }

    private Behavior<Command> onPoll() {
        core.pollDue(nowMillis.getAsLong());
        return this;
    }

    private Behavior<Command> onJobsChanged() {
        core.jobsChanged(nowMillis.getAsLong());
        return this;
    }

    /** A slow scheduler may still be hearing that the jobs are to be cancelled. */
    private Behavior<Command> onStopTimeout() {
        if (cancels.isEmpty() || stopIsLate) {
            tellStopped();
        } else {
            stopIsLate = true;
            timers.startSingleTimer(Signal.STOP_TIMEOUT, LONGEST_STOP.minus(STOP_TIMEOUT));
        }
        return this;
    }

    private Behavior<Command> onAnswer(Answer answer) {
        cancels.remove(answer.call());
        boolean inTime = calls.isInTime(answer);
        if (inTime) {
            core.answered(answer.heard(), nowMillis.getAsLong());
        }
        if (inTime || answer.evenLate()) {
            answer.effect().run();
        }
        if (stopIsLate && cancels.isEmpty()) {
            tellStopped();
        }
        return this;
    }

    private void tellStopped() {
        if (stopped) {
            return;
        }
        stopped = true;
        if (!core.jobs().isEmpty() || !core.unclear().isEmpty()) {
            getContext()
                    .getLog()
                    .warn(
                            "{}: not known to have ended: jobs {}; jobs named {}, whose ids are not known",
                            plan.label(),
                            core.jobs().values(),
                            core.unclear().stream()
                                    .map(blockId -> jobs.script(blockId).jobName())
                                    .toList());
        }
        owner.tell(new BlockEvent.BlocksStopped());
    }

    private final class ToProvider implements Outbox {
        @Override
        public void submit(String blockId) {
            long unused = calls.run(
                    () -> jobs.submit(blockId),
                    (jobId, problem) -> {
                        long now = nowMillis.getAsLong();
                        if (jobId != null) {
                            core.submitted(blockId, jobId, now);
                        } else if (problem != null) {
                            warnUnlessRefused("block " + blockId + " could not be submitted", problem);
                            core.submitFailed(blockId, problem.kind(), String.valueOf(problem.getMessage()), now);
                        }
                    },
                    () -> {
                        long now = nowMillis.getAsLong();
                        warn("it is not clear whether block " + blockId + " was submitted", calls.silence());
                        core.submitSilent(blockId, now);
                    },
                    true);
        }

        @Override
        public void find(String blockId) {
            long unused = calls.run(() -> jobs.find(blockId), (jobId, problem) -> {
                long now = nowMillis.getAsLong();
                if (jobId != null) {
                    core.found(blockId, jobId.orElse(null), now);
                } else if (problem != null) {
                    warn("the job of block " + blockId + " could not be looked for", problem);
                    core.findFailed(blockId, now);
                }
            });
        }

        @Override
        public void ask(Map<String, String> asked) {
            long unused = calls.run(() -> jobs.look(asked), (states, problem) -> {
                long now = nowMillis.getAsLong();
                if (states != null) {
                    states.running().forEach(blockId -> core.jobRunning(blockId, now));
                    states.held().forEach(core::jobHeld);
                    states.ends().forEach((blockId, description) -> core.jobEnded(blockId, description, now));
                } else if (problem != null) {
                    warn("the state of the blocks is not known", problem);
                }
                core.polled(now);
            });
        }

        @Override
        public void cancel(List<String> jobIds) {
            cancels.add(calls.run(() -> jobs.cancel(jobIds), (done, problem) -> {
                long now = nowMillis.getAsLong();
                if (problem != null) {
                    warn("blocks could not be cancelled", problem);
                    if (problem.kind() != Kind.REFUSED) {
                        core.cancelFailed(jobIds, now);
                    }
                }
                core.jobsChanged(now);
            }));
        }

        @Override
        public void started(String blockId, String jobId) {
            getContext().getLog().info("{}: block {} is job {}", plan.label(), blockId, jobId);
            owner.tell(new BlockEvent.BlockStarted(blockId, jobId));
        }

        @Override
        public void held(String blockId, String reason) {
            getContext()
                    .getLog()
                    .warn("{}: block {} waits for somebody to release it: {}", plan.label(), blockId, reason);
        }

        @Override
        public void ended(String blockId, String description) {
            getContext().getLog().info("{}: {}", plan.label(), description);
            owner.tell(new BlockEvent.BlockEnded(blockId, description));
        }

        @Override
        public void drain(Set<String> blockIds) {
            owner.tell(new BlockEvent.BlocksDraining(blockIds));
        }

        @Override
        public void recovered() {
            owner.tell(new BlockEvent.BlocksRecovered());
        }

        @Override
        public void scaled(String decision) {
            getContext().getLog().info("{}: {}", plan.label(), decision);
        }

        @Override
        public void postponed(Duration delay, String reason) {
            getContext()
                    .getLog()
                    .warn("{}: the next block is tried in {} s: {}", plan.label(), delay.toSeconds(), reason);
        }

        @Override
        public void failed(String reason) {
            getContext().getLog().error("{}: giving up: {}", plan.label(), reason);
            owner.tell(new BlockEvent.BlocksFailed(reason));
        }

        @Override
        public void stopped() {
            tellStopped();
        }

        private void warn(String what, ProviderException problem) {
            getContext().getLog().warn("{}: {}: {}", plan.label(), what, problem.getMessage());
        }

        /** A refusal is told by the end of its block. */
        private void warnUnlessRefused(String what, ProviderException problem) {
            if (problem.kind() != Kind.REFUSED) {
                warn(what, problem);
            }
        }
    }
}
