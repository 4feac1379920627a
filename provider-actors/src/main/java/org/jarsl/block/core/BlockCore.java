package org.jarsl.block.core;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jarsl.block.core.BlockState.Event;
import org.jarsl.protocol.ManagerId;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of blocks up. In contrast to Parsl's strategy it does not poll itself: each end of a block is answered
 * at once. A block that ends is replaced. One whose job runs without a manager for too long is cancelled, and its end
 * then replaces it.
 *
 * <p>A block fails when it ends without a manager of it ever having registered. When so many in a row have failed that
 * the next would too, and no other block has a manager, all are cancelled and the executor fails. As long as some have,
 * these go on, and a replacement is tried after a delay that doubles.
 *
 * <p>Blocks are named 0, 1, 2, ... and a name is never used again. Single-threaded.
 */
public final class BlockCore {
    /** All that the core can do to the world. */
    public interface Outbox {
        /**
         * Submit a job for this block; {@link #submitted}, {@link #submitFailed}, {@link #schedulerAway} or {@link
         * #submitUnclear} must follow.
         */
        void submit(String blockId);

        /** Look for the job of this block by its name; {@link #found} or {@link #submitUnclear} must follow. */
        void find(String blockId);

        /** The scheduler does not answer, and is asked again after the delay. */
        void away(Duration delay, String reason);

        /** The scheduler has taken the block's job; {@link #ended} follows some time. */
        void started(String blockId, String jobId);

        /** Cancel these jobs; {@link #jobEnded} follows for each that is a block's. May ask for the same job again. */
        void cancel(List<String> jobIds);

        /** The block has ended, with whatever managers it had. */
        void ended(String blockId, String description);

        /** Blocks fail while others have managers, so the next comes not before the delay is over. */
        void postponed(Duration delay, String reason);

        /** No block comes up; there will be no more. */
        void failed(String reason);

        /** All blocks have ended after {@link #stop}. */
        void stopped();
    }

    /**
     * @param wanted how many blocks are kept up, 0 or more
     * @param maxFailures in a row, at least 1
     * @param startTimeout from the start of a job to the first registration of a manager of it
     */
    public record Settings(int wanted, int maxFailures, Duration startTimeout) {}

    /** A manager that leaves has 10 s to end its tasks. Then its job ends by itself, as it does when its process died. */
    private static final Duration LOSS_GRACE = Duration.ofSeconds(15);

    private static final long NEVER = Long.MAX_VALUE;
    private static final long AT_ONCE = Long.MIN_VALUE;

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    /** A scheduler may have refused to cancel a job, or not have answered. */
    private static final Duration CANCEL_PERIOD = Duration.ofMinutes(1);

    private static final class Block {
        final String id;
        /** Those that are registered. */
        final Set<ManagerId> managers = new HashSet<>();

        BlockState state = BlockState.REQUESTED;
        boolean everConnected;

        /** When it is cancelled unless a manager registers before. */
        long deadlineMillis = NEVER;

        @Nullable
        String jobId;

        /** Whether it is being looked for by its name. */
        boolean finding;

        /** Why it was cancelled; empty if it was not, or only because all are. */
        String cancelReason = "";

        Block(String id) {
            this.id = id;
        }

        boolean isOverdue(long nowMillis) {
            return state != BlockState.CANCELLING && deadlineMillis <= nowMillis;
        }

        void move(Event event) {
            state = BlockState.TABLE.next(state, event, "block " + id + ", job " + jobId);
        }
    }

    private final Settings settings;
    private final Outbox outbox;
    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private final Postponed waiting = new Postponed();
    private int nextId;
    private int failuresInARow;
    private Duration delay = Duration.ZERO;
    /** Before this time no block is started while another has a manager. */
    private long nextStartMillis = AT_ONCE;

    private long nextCancelMillis = AT_ONCE;
    private boolean stopping;
    private boolean stopped;
    private boolean givenUp;

    public BlockCore(Settings settings, Outbox outbox) {
        this.settings = settings;
        this.outbox = outbox;
    }

    /** Asks for the blocks that are missing. */
    public void start(long nowMillis) {
        boolean postponed = nowMillis < nextStartMillis && someHaveManagers();
        while (!stopping && !givenUp && !postponed && blocks.size() < settings.wanted()) {
            Block block = new Block(Integer.toString(nextId++));
            blocks.put(block.id, block);
            waiting.add(block.id, Postponed.Step.SUBMIT);
        }
        ask(nowMillis);
    }

    private void ask(long nowMillis) {
        Optional<String> next = waiting.next(nowMillis);
        while (next.isPresent()) {
            Block block = Objects.requireNonNull(blocks.get(next.get()));
            block.finding = waiting.remove(block.id).orElseThrow() == Postponed.Step.FIND;
            if (block.finding) {
                outbox.find(block.id);
            } else {
                outbox.submit(block.id);
            }
            next = waiting.next(nowMillis);
        }
    }

    /** The scheduler has taken the block's job; whether or not anybody still wants it. */
    public void submitted(String blockId, String jobId, long nowMillis) {
        waiting.answered();
        Block block = blocks.get(blockId);
        if (block == null || block.jobId != null) {
            // Its submission was taken as failed, or it has been submitted again.
            if (block == null || !jobId.equals(block.jobId)) {
                outbox.cancel(List.of(jobId));
            }
            ask(nowMillis);
            return;
        }
        waiting.remove(blockId);
        block.finding = false;
        block.jobId = jobId;
        block.move(Event.SUBMIT);
        outbox.started(blockId, jobId);
        if (block.state == BlockState.CANCELLING) {
            outbox.cancel(List.of(jobId));
        }
        ask(nowMillis);
    }

    /** The scheduler has refused the job. */
    public void submitFailed(String blockId, String reason, long nowMillis) {
        waiting.answered();
        Block block = blocks.get(blockId);
        if (block != null && block.jobId == null) {
            endUnsubmitted(block, "could not be submitted: " + reason, nowMillis);
        }
        ask(nowMillis);
    }

    /** The scheduler cannot be reached, so that nothing was submitted: the block waits, and has not failed. */
    public void schedulerAway(String blockId, String reason, long nowMillis) {
        again(blockId, Postponed.Step.SUBMIT, reason, nowMillis);
    }

    /** No answer: there may be a job, and before the scheduler has said that there is none it gets no other. */
    public void submitUnclear(String blockId, String reason, long nowMillis) {
        again(blockId, Postponed.Step.FIND, reason, nowMillis);
    }

    private void again(String blockId, Postponed.Step step, String reason, long nowMillis) {
        Block block = blocks.get(blockId);
        outbox.away(waiting.noAnswer(nowMillis), reason);
        if (block == null || block.jobId != null) {
            return;
        }
        block.finding = false;
        if (step == Postponed.Step.SUBMIT && block.state == BlockState.CANCELLING) {
            endUnsubmitted(block, "was not submitted: " + reason, nowMillis);
            return;
        }
        waiting.add(blockId, step);
    }

    /** The answer to {@link Outbox#find}; null if there is no job of that name. */
    public void found(String blockId, @Nullable String jobId, long nowMillis) {
        Block block = blocks.get(blockId);
        if (jobId != null) {
            submitted(blockId, jobId, nowMillis);
        } else if (block != null && block.finding) {
            waiting.answered();
            block.finding = false;
            if (block.state == BlockState.CANCELLING) {
                endUnsubmitted(block, "was not submitted", nowMillis);
            } else {
                waiting.add(blockId, Postponed.Step.SUBMIT);
            }
            ask(nowMillis);
        }
    }

    private void endUnsubmitted(Block block, String description, long nowMillis) {
        end(block, Event.SUBMIT_FAILED, "block " + block.id + " " + description, nowMillis);
    }

    /** Managers may come from blocks that are not known (any more): those do not count. */
    public void managerRegistered(String blockId, ManagerId manager) {
        Block block = blocks.get(blockId);
        if (block != null && block.state != BlockState.CANCELLING) {
            block.move(Event.CONNECT);
            block.everConnected = true;
            block.managers.add(manager);
            block.deadlineMillis = NEVER;
            failuresInARow = 0;
            delay = Duration.ZERO;
            nextStartMillis = AT_ONCE;
        }
    }

    /** A manager left or was lost. If it was its block's last, the block is soon cancelled, unless it ends by itself. */
    public void managerGone(String blockId, ManagerId manager, long nowMillis) {
        Block block = blocks.get(blockId);
        if (block != null && block.managers.remove(manager) && block.managers.isEmpty()) {
            block.deadlineMillis = nowMillis + LOSS_GRACE.toMillis();
        }
    }

    /** The scheduler says that the block's job runs; it may say so again and again. */
    public void jobRunning(String blockId, long nowMillis) {
        Block block = blocks.get(blockId);
        if (block != null && !block.everConnected && block.deadlineMillis == NEVER) {
            block.deadlineMillis = nowMillis + settings.startTimeout().toMillis();
        }
    }

    /** The scheduler says that the block's job has ended, and how. */
    public void jobEnded(String blockId, String description, long nowMillis) {
        Block block = blocks.get(blockId);
        if (block != null) {
            String how = block.cancelReason.isEmpty() ? "ended" : "was cancelled, since " + block.cancelReason;
            end(
                    block,
                    Event.END,
                    "block " + blockId + " (job " + block.jobId + ") " + how + ": " + description,
                    nowMillis);
        }
    }

    /** Time has passed; to be called about once a second. */
    public void tick(long nowMillis) {
        List<Block> overdue =
                blocks.values().stream().filter(b -> b.isOverdue(nowMillis)).toList();
        for (Block block : overdue) {
            block.cancelReason = block.everConnected
                    ? "its last manager was gone for " + LOSS_GRACE.toSeconds() + " s"
                    : "no manager of it registered within the start-timeout of "
                            + settings.startTimeout().toSeconds() + " s";
        }
        cancelAgain(nowMillis);
        cancel(overdue, nowMillis);
        start(nowMillis);
    }

    /** Cancels every block; {@link Outbox#stopped} follows once, when all have ended. */
    public void stop(long nowMillis) {
        if (!stopping) {
            stopping = true;
            cancel(List.copyOf(blocks.values()), nowMillis);
            stoppedIfEmpty();
        }
    }

    /** The jobs whose end is awaited, by block. */
    public Map<String, String> jobs() {
        Map<String, String> jobs = new LinkedHashMap<>();
        for (Block block : blocks.values()) {
            if (block.jobId != null) {
                jobs.put(block.id, block.jobId);
            }
        }
        return jobs;
    }

    private boolean someHaveManagers() {
        return blocks.values().stream().anyMatch(b -> b.state == BlockState.CONNECTED && !b.managers.isEmpty());
    }

    private void cancel(Collection<Block> unwanted, long nowMillis) {
        List<Block> running =
                unwanted.stream().filter(b -> b.state != BlockState.CANCELLING).toList();
        running.forEach(b -> b.move(Event.CANCEL));
        cancelJobs(running);
        List<Block> unsubmitted = running.stream()
                .filter(b -> waiting.steps(b.id, Postponed.Step.SUBMIT))
                .toList();
        // All of them first: the end of one lets others be submitted.
        unsubmitted.forEach(b -> waiting.remove(b.id));
        unsubmitted.forEach(b -> endUnsubmitted(b, "was not submitted", nowMillis));
    }

    private void cancelAgain(long nowMillis) {
        if (nowMillis >= nextCancelMillis) {
            nextCancelMillis = nowMillis + CANCEL_PERIOD.toMillis();
            cancelJobs(blocks.values().stream()
                    .filter(b -> b.state == BlockState.CANCELLING)
                    .toList());
        }
    }

    private void cancelJobs(List<Block> cancelling) {
        List<String> jobs =
                cancelling.stream().map(b -> b.jobId).filter(Objects::nonNull).toList();
        if (!jobs.isEmpty()) {
            outbox.cancel(jobs);
        }
    }

    private void end(Block block, Event event, String description, long nowMillis) {
        block.move(event);
        blocks.remove(block.id);
        waiting.remove(block.id);
        outbox.ended(block.id, description);
        if (stopping) {
            stoppedIfEmpty();
            return;
        }
        if (!givenUp && !block.everConnected && ++failuresInARow >= settings.maxFailures()) {
            giveUpOrPostpone(description, nowMillis);
        }
        start(nowMillis);
    }

    private void giveUpOrPostpone(String lastEnd, long nowMillis) {
        String reason =
                failuresInARow + " blocks in a row ended before a manager of theirs registered; the last: " + lastEnd;
        if (!someHaveManagers()) {
            givenUp = true;
            cancel(List.copyOf(blocks.values()), nowMillis);
            outbox.failed(reason);
        } else if (nowMillis >= nextStartMillis) {
            // Blocks that were started together and fail together make the delay grow once.
            delay = delay.isZero() ? FIRST_DELAY : min(delay.multipliedBy(2), LONGEST_DELAY);
            nextStartMillis = nowMillis + delay.toMillis();
            outbox.postponed(delay, reason);
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void stoppedIfEmpty() {
        if (blocks.isEmpty() && !stopped) {
            stopped = true;
            outbox.stopped();
        }
    }
}
