package org.jarsl.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jarsl.block.core.BlockCore;
import org.jarsl.launcher.Launcher;
import org.jarsl.provider.JobStatus;
import org.jarsl.provider.Provider;
import org.jarsl.provider.ProviderException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an executor's blocks up: owns its provider, whose commands it runs off its own thread, each with a bound. How
 * many blocks there should be is {@link BlockCore}'s to decide.
 */
public final class BlockActor extends AbstractBehavior<BlockActor.Command> {
    /** What it hears. */
    public sealed interface Command {}

    /** A manager of this block has registered with the interchange. */
    public record ManagerRegistered(String blockId) implements Command {}

    /** Cancel all blocks. */
    public record Stop() implements Command {}

    private enum Poll implements Command {
        POLL
    }

    private record Submitted(String blockId, @Nullable String jobId, String problem) implements Command {}

    private record Polled(Map<String, JobStatus> states, String problem) implements Command {}

    private record CancelDone(String problem) implements Command {}

    /**
     * What the blocks are of.
     *
     * @param managerCommand starts one manager
     * @param directory for the scripts and their output
     * @param commands where the provider's calls run
     */
    public record Plan(
            String label,
            BlockSettings settings,
            Provider provider,
            Launcher launcher,
            String managerCommand,
            Path directory,
            Executor commands) {}

    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

    private final Plan plan;
    private final ActorRef<BlockEvent> owner;
    private final BlockCore core;
    private boolean polling;

    private BlockActor(ActorContext<Command> context, Plan plan, ActorRef<BlockEvent> owner) {
        super(context);
        this.plan = plan;
        this.owner = owner;
        this.core = new BlockCore(plan.settings().initBlocks(), plan.settings().maxFailures(), new ToProvider());
        ActorRef<Command> self = context.getSelf();
        plan.provider().onChange(() -> self.tell(Poll.POLL));
        core.start();
    }

    public static Behavior<Command> create(Plan plan, ActorRef<BlockEvent> owner) {
        return Behaviors.withTimers(timers -> Behaviors.setup(context -> {
            timers.startTimerWithFixedDelay(Poll.POLL, plan.provider().statusPeriod());
            return new BlockActor(context, plan, owner);
        }));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(ManagerRegistered.class, this::onManagerRegistered)
                .onMessage(Stop.class, this::onStop)
                .onMessage(Poll.class, this::onPoll)
                .onMessage(Submitted.class, this::onSubmitted)
                .onMessage(Polled.class, this::onPolled)
                .onMessage(CancelDone.class, this::onCancelDone)
                .build();
    }

    private Behavior<Command> onManagerRegistered(ManagerRegistered message) {
        core.managerRegistered(message.blockId());
        return this;
    }

    private Behavior<Command> onStop(Stop message) {
        core.stop();
        return this;
    }

    private Behavior<Command> onSubmitted(Submitted message) {
        if (message.jobId() == null) {
            core.submitFailed(message.blockId(), message.problem());
            return this;
        }
        getContext().getLog().info("block {} submitted as job {}", message.blockId(), message.jobId());
        core.submitted(message.blockId(), message.jobId());
        owner.tell(new BlockEvent.BlockStarted(message.blockId(), message.jobId()));
        return onPoll(Poll.POLL);
    }

    private Behavior<Command> onPoll(Poll poll) {
        Collection<String> jobs = List.copyOf(core.jobs().values());
        if (!polling && !jobs.isEmpty()) {
            polling = true;
            run(
                    () -> plan.provider().status(jobs),
                    (states, problem) -> new Polled(states == null ? Map.of() : states, problem));
        }
        return this;
    }

    private Behavior<Command> onPolled(Polled message) {
        polling = false;
        if (!message.problem().isEmpty()) {
            getContext().getLog().warn("the status of the blocks is not known: {}", message.problem());
        }
        Map.copyOf(core.jobs()).forEach((blockId, jobId) -> {
            JobStatus status = message.states().get(jobId);
            if (status != null && status.state().isTerminal()) {
                String tail = script(blockId).stderrTail();
                core.jobEnded(blockId, status + (tail.isEmpty() ? "" : "; the end of its standard error:\n" + tail));
            }
        });
        return this;
    }

    private Behavior<Command> onCancelDone(CancelDone message) {
        if (!message.problem().isEmpty()) {
            getContext().getLog().warn("blocks could not be cancelled: {}", message.problem());
        }
        return onPoll(Poll.POLL);
    }

    private BlockScript script(String blockId) {
        return new BlockScript(plan.directory(), plan.label(), blockId);
    }

    private String submit(String blockId) throws IOException, ProviderException {
        String launch =
                plan.launcher().wrap(plan.managerCommand(), plan.settings().nodesPerBlock());
        return plan.provider().submit(script(blockId).write(plan.settings(), launch));
    }

    private interface Answer<T> {
        Command of(@Nullable T result, String problem);
    }

    /** Off this actor's thread, with a bound; {@code problem} is empty if all went well. */
    private <T> void run(Callable<T> command, Answer<T> answer) {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return command.call();
                            } catch (Exception e) {
                                throw new CompletionException(e);
                            }
                        },
                        plan.commands())
                .orTimeout(COMMAND_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        getContext().pipeToSelf(result, (value, thrown) -> {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            return answer.of(value, cause == null ? "" : String.valueOf(cause));
        });
    }

    private final class ToProvider implements BlockCore.Outbox {
        @Override
        public void submit(String blockId) {
            run(() -> BlockActor.this.submit(blockId), (jobId, problem) -> new Submitted(blockId, jobId, problem));
        }

        @Override
        public void cancel(List<String> jobIds) {
            run(
                    () -> {
                        plan.provider().cancel(jobIds);
                        return jobIds;
                    },
                    (done, problem) -> new CancelDone(problem));
        }

        @Override
        public void ended(String blockId, String description) {
            getContext().getLog().info("{}", description);
            owner.tell(new BlockEvent.BlockEnded(blockId, description));
        }

        @Override
        public void failed(String reason) {
            getContext().getLog().error("giving up: {}", reason);
            owner.tell(new BlockEvent.BlocksFailed(reason));
        }

        @Override
        public void stopped() {
            owner.tell(new BlockEvent.BlocksStopped());
        }
    }
}
