package org.jarsl.block.core;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jarsl.block.core.BlockState.Event;
import org.jarsl.block.core.ScalingSettings.Strategy;
import org.jarsl.interchange.core.Load;
import org.jarsl.protocol.ManagerId;
import org.jarsl.provider.ProviderException;
import org.jspecify.annotations.Nullable;

/**
 * Decides which blocks there are. With {@link Strategy#NONE} their number is fixed, and in contrast to Parsl's strategy
 * each end is answered at once; else {@link Scaling} says how many. One whose job runs without a manager for too long is
 * cancelled. What blocks that fail mean is {@link BlockFailures}' to say; a block fails when it ends, or is refused,
 * without a manager of it ever having registered.
 *
 * <p>A block has at most one job: when it is not clear whether the scheduler has taken it, it is looked for by its name,
 * and is submitted again only when the scheduler says that there is none. A job that appears all the same is cancelled.
 *
 * <p>Blocks are named 0, 1, 2, ... and a name is never used again. Single-threaded.
 */
public final class BlockCore {
    /**
     * @param nodesPerBlock at least 1
     * @param workersPerNode as long as no manager has told; 0 if not known
     * @param maxFailures in a row, at least 1
     * @param startTimeout from the start of a job to the first registration of a manager of it
     * @param walltime of each job; zero for none
     */
    public record Settings(
            ScalingSettings scaling,
            int nodesPerBlock,
            int workersPerNode,
            BlockErrorHandler errorHandler,
            int maxFailures,
            Duration startTimeout,
            Duration walltime) {}

    /** A manager that leaves has 10 s to end its tasks. Then its job ends by itself, as it does when its process died. */
    private static final Duration LOSS_GRACE = Duration.ofSeconds(15);

    private final Settings settings;
    private final Outbox outbox;
    private final JobCommands commands;
    private final BlockFailures failures;
    private final Elastic elastic;
    private final Map<String, Block> blocks = new LinkedHashMap<>();
    /** Those that the managers' interchange was told of last. */
    private Set<String> drained = Set.of();

    private int nextId;
    private boolean recovering;
    private boolean stopping;
    private boolean stopTold;
    private boolean givenUp;

    public BlockCore(Settings settings, Outbox outbox) {
        this.settings = settings;
        this.outbox = outbox;
        this.commands = new JobCommands(settings.scaling(), outbox);
        this.failures = new BlockFailures(settings.errorHandler(), settings.maxFailures());
        this.elastic = new Elastic(settings);
    }

    /**
     * To be called before {@link #start}: blocks that an earlier head of the run has left in the scheduler, perhaps. Those
     * whose jobs are found there are this core's from then on.
     *
     * @param used no new block is to have one of these names or one below
     */
    public void adopt(Collection<String> blockIds, int used) {
        nextId = used;
        recovering = !blockIds.isEmpty();
        for (String id : blockIds) {
            Block block = new Block(id);
            block.adopted = true;
            block.unclear = true;
            blocks.put(id, block);
        }
    }

    /** Asks for the first blocks. */
    public void start(long nowMillis) {
        if (settings.scaling().strategy() != Strategy.NONE) {
            add(settings.scaling().initBlocks() - blocks.size());
        }
        proceed(nowMillis);
    }

    /** A command is over; {@code heard} if the scheduler answered it, be it with a refusal. */
    public void answered(boolean heard, long nowMillis) {
        commands.answered(heard, nowMillis);
    }

    /** The scheduler has taken the block's job; whether or not anybody still wants it. */
    public void submitted(String blockId, String jobId, long nowMillis) {
        commands.submissionAnswered(true, nowMillis);
        Block block = blocks.get(blockId);
        if (block != null) {
            block.submitting = false;
        }
        take(block, blockId, jobId, nowMillis);
        proceed(nowMillis);
    }

    /** There is no job, or it is unclear whether there is one; may come after {@link #submitSilent}. */
    public void submitFailed(String blockId, ProviderException.Kind kind, String reason, long nowMillis) {
        boolean refused = kind == ProviderException.Kind.REFUSED;
        commands.submissionAnswered(refused, nowMillis);
        Block block = blocks.get(blockId);
        if (block != null) {
            block.submitting = false;
        }
        if (block != null && block.jobId == null && refused) {
            end(block, Event.SUBMIT_FAILED, block + " could not be submitted: " + reason, nowMillis);
        } else if (block != null && block.jobId == null) {
            // A manager of it tells that there was a job, whatever the scheduler says.
            block.unclear = kind == ProviderException.Kind.UNCLEAR || block.everConnected;
            endIfNobodyWantsIt(block, nowMillis);
        }
        proceed(nowMillis);
    }

    /** The scheduler has not answered in time. The answer may still come. */
    public void submitSilent(String blockId, long nowMillis) {
        commands.submissionAnswered(false, nowMillis);
        Block block = blocks.get(blockId);
        if (block != null && block.submitting) {
            block.unclear = true;
        }
        proceed(nowMillis);
    }

    /** The job of the block's name; null if the scheduler says that there is none, or none any more. */
    public void found(String blockId, @Nullable String jobId, long nowMillis) {
        Block block = blocks.get(blockId);
        if (block != null) {
            block.searching = false;
        }
        if (jobId != null) {
            take(block, blockId, jobId, nowMillis);
        } else if (block != null && block.unclear) {
            boolean unused = block.search.failed(nowMillis);
            // As long as the submission has not returned it may still make one.
            block.unclear = block.submitting;
            if (block.adopted) {
                end(block, Event.SUBMIT_FAILED, block + " ended while there was no head", nowMillis);
            } else if (block.everConnected && !block.unclear) {
                end(block, Event.SUBMIT_FAILED, block + " ended before the id of its job was known", nowMillis);
            } else {
                endIfNobodyWantsIt(block, nowMillis);
            }
        }
        proceed(nowMillis);
    }

    /** It is as unclear as before. */
    public void findFailed(String blockId, long nowMillis) {
        Block block = blocks.get(blockId);
        if (block != null) {
            block.searching = false;
            boolean unused = block.search.failed(nowMillis);
        }
        proceed(nowMillis);
    }

    private void take(@Nullable Block block, String blockId, String jobId, long nowMillis) {
        List<Block> others = all(b -> b != block && jobId.equals(b.jobId));
        if (!others.isEmpty()) {
            // Not to be cancelled: the scheduler, or what wraps its commands, is wrong about one of the two.
            if (block != null && block.jobId == null) {
                String reason =
                        "the scheduler answered that it is job " + jobId + ", which is that of " + others.get(0);
                end(block, Event.SUBMIT_FAILED, block + " could not be submitted: " + reason, nowMillis);
            }
        } else if (block == null || (block.jobId != null && !block.jobId.equals(jobId))) {
            commands.cancelStray(jobId);
        } else if (block.jobId == null) {
            block.jobId = jobId;
            block.unclear = false;
            block.move(Event.SUBMIT);
            outbox.started(blockId, jobId);
            if (block.askSoon || block.adopted) {
                commands.wantPoll();
            }
        }
    }

    /** It was cancelled when nobody knew yet whether there was a job. */
    private void endIfNobodyWantsIt(Block block, long nowMillis) {
        if (block.state == BlockState.CANCELLING && block.waitsForSubmission()) {
            end(block, Event.SUBMIT_FAILED, block + " was cancelled before it had a job", nowMillis);
        }
    }

    /** Managers may come from blocks that are not known (any more): those do not count. */
    public void managerRegistered(String blockId, ManagerId manager, long nowMillis) {
        Block block = blocks.get(blockId);
        if (block == null || block.state == BlockState.CANCELLING) {
            return;
        }
        block.move(Event.CONNECT);
        block.managers.add(manager);
        recoveredIfSo();
        block.deadlineMillis = Block.NEVER;
        block.runs(nowMillis);
        if (!block.everConnected) {
            block.everConnected = true;
            block.idleSinceMillis = nowMillis;
            failures.connected(blockId);
        }
    }

    /** A manager left or was lost. If it was its block's last, the block is soon cancelled, unless it ends by itself. */
    public void managerGone(String blockId, ManagerId manager, long nowMillis) {
        Block block = blocks.get(blockId);
        if (block != null && block.managers.remove(manager) && block.managers.isEmpty()) {
            block.deadlineMillis = nowMillis + LOSS_GRACE.toMillis();
        }
    }

    /** The state of the jobs is to be asked for. */
    public void pollDue(long nowMillis) {
        if (!jobs().isEmpty()) {
            commands.wantPoll();
            proceed(nowMillis);
        }
    }

    /** The scheduler says of itself that some job has changed. */
    public void jobsChanged(long nowMillis) {
        blocks.values().stream().filter(b -> b.submitting).forEach(b -> b.askSoon = true);
        pollDue(nowMillis);
    }

    public void polled(long nowMillis) {
        commands.polled();
        blocks.values().forEach(block -> block.answered |= block.asked);
        proceed(nowMillis);
    }

    /** The scheduler says that the block's job runs; it may say so again and again. */
    public void jobRunning(String blockId, long nowMillis) {
        Block block = blocks.get(blockId);
        if (block != null) {
            block.runs(nowMillis);
            if (!block.everConnected && block.deadlineMillis == Block.NEVER) {
                block.deadlineMillis = nowMillis + settings.startTimeout().toMillis();
            }
        }
    }

    /** The scheduler holds the block's job back until somebody lets it go; it may say so again and again. */
    public void jobHeld(String blockId, String reason) {
        Block block = blocks.get(blockId);
        if (block != null && !block.held) {
            block.held = true;
            outbox.held(blockId, reason);
        }
    }

    /** The scheduler says that the block's job has ended, and how. */
    public void jobEnded(String blockId, String description, long nowMillis) {
        Block block = blocks.get(blockId);
        if (block != null) {
            String how = block.cancelReason.isEmpty() ? "ended" : "was cancelled, since " + block.cancelReason;
            end(block, Event.END, block + " " + how + ": " + description, nowMillis);
            proceed(nowMillis);
        }
    }

    public void cancelFailed(List<String> jobIds, long nowMillis) {
        commands.cancelFailed(jobIds, blocks.values(), nowMillis);
        proceed(nowMillis);
    }

    /** Whether {@link #load} is wanted now rather than when the strategy's period is over. */
    public boolean wantsLoad() {
        return settings.scaling().strategy() != Strategy.NONE && blocks.isEmpty() && !stopping && !givenUp;
    }

    /** What there is to do; to be told each period of a strategy. */
    public void load(Load load, long nowMillis) {
        if (settings.scaling().strategy() == Strategy.NONE || stopping || givenUp) {
            return;
        }
        all(b -> b.state == BlockState.DRAINING && load.isDrained(b.id)).forEach(b -> giveBack(b, nowMillis));
        Elastic.Plan plan = elastic.plan(load, blocks.values(), nowMillis);
        if (!plan.isNothing() && (plan.add() == 0 || failures.mayStart(someHaveManagers(), nowMillis))) {
            outbox.scaled(plan.words());
            carryOut(plan, nowMillis);
        }
        proceed(nowMillis);
    }

    private void carryOut(Elastic.Plan plan, long nowMillis) {
        plan.keep().forEach(b -> b.move(Event.KEEP));
        add(plan.add());
        for (Block block : plan.giveBack()) {
            if (block.state == BlockState.CONNECTED) {
                block.move(Event.DRAIN);
            } else {
                giveBack(block, nowMillis);
            }
        }
        // Also of one that is given back: until its job is cancelled, which may have to wait, its managers may still
        // come.
        Set<String> draining = all(b -> b.state == BlockState.DRAINING || b.givenBack).stream()
                .map(b -> b.id)
                .collect(Collectors.toSet());
        if (!draining.equals(drained)) {
            drained = draining;
            outbox.drain(draining);
        }
    }

    private void giveBack(Block block, long nowMillis) {
        block.givenBack = true;
        block.cancelReason = "it was not needed any more";
        cancel(List.of(block), nowMillis);
    }

    /** Time has passed; to be called about once a second. */
    public void tick(long nowMillis) {
        List<Block> overdue = all(b -> b.isOverdue(nowMillis));
        for (Block block : overdue) {
            block.cancelReason = block.everConnected
                    ? "its last manager was gone for " + LOSS_GRACE.toSeconds() + " s"
                    : "no manager of it registered within the start-timeout of "
                            + settings.startTimeout().toSeconds() + " s";
        }
        cancel(overdue, nowMillis);
        proceed(nowMillis);
    }

    /** Cancels every block; {@link Outbox#stopped} follows once, when all have ended. */
    public void stop(long nowMillis) {
        if (!stopping) {
            stopping = true;
            cancel(all(b -> true), nowMillis);
            commands.cancelAtOnce(blocks.values(), nowMillis);
            stoppedIfEmpty();
        }
    }

    /** The jobs whose end is awaited, by block. */
    public Map<String, String> jobs() {
        return JobCommands.jobs(blocks.values());
    }

    /** Blocks of which it is not clear whether they have a job. */
    public List<String> unclear() {
        return all(b -> b.jobId == null && b.isPending()).stream()
                .map(b -> b.id)
                .toList();
    }

    /** Whatever happened: the blocks that are missing now, and the commands that may be given now. */
    private void proceed(long nowMillis) {
        boolean fixed = settings.scaling().strategy() == Strategy.NONE && !stopping && !givenUp;
        if (fixed && failures.mayStart(someHaveManagers(), nowMillis)) {
            add(settings.scaling().initBlocks() - blocks.size());
        }
        commands.give(blocks.values(), nowMillis);
        recoveredIfSo();
    }

    private void recoveredIfSo() {
        if (recovering && blocks.values().stream().allMatch(b -> b.isRecovered(settings.nodesPerBlock()))) {
            recovering = false;
            outbox.recovered();
        }
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            Block block = new Block(Integer.toString(nextId++));
            blocks.put(block.id, block);
        }
    }

    private List<Block> all(Predicate<Block> condition) {
        return blocks.values().stream().filter(condition).toList();
    }

    private boolean someHaveManagers() {
        return blocks.values().stream().anyMatch(Block::hasManagers);
    }

    private void cancel(List<Block> unwanted, long nowMillis) {
        for (Block block : unwanted) {
            if (block.state != BlockState.CANCELLING) {
                block.move(Event.CANCEL);
                endIfNobodyWantsIt(block, nowMillis);
            }
        }
    }

    private void end(Block block, Event event, String description, long nowMillis) {
        block.move(event);
        blocks.remove(block.id);
        outbox.ended(block.id, description);
        if (stopping) {
            stoppedIfEmpty();
        } else if (!givenUp && !block.everConnected && !block.givenBack && !block.adopted) {
            failed(new BlockOutcome(block.id, false, description), nowMillis);
        }
    }

    private void failed(BlockOutcome outcome, long nowMillis) {
        BlockFailures.Verdict verdict = failures.failed(outcome, someHaveManagers(), nowMillis);
        if (verdict == BlockFailures.Verdict.GIVE_UP) {
            givenUp = true;
            cancel(all(b -> true), nowMillis);
            commands.give(blocks.values(), nowMillis);
            outbox.failed(failures.reason(outcome.description()));
        } else if (verdict == BlockFailures.Verdict.POSTPONE) {
            outbox.postponed(failures.delay(), failures.reason(outcome.description()));
        }
    }

    private void stoppedIfEmpty() {
        if (blocks.isEmpty() && !stopTold) {
            stopTold = true;
            outbox.stopped();
        }
    }
}
