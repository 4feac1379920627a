package org.jarsl.block.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which commands the blocks need, given to the scheduler as its pace allows: cancel first, then what became of the jobs,
 * then the search for those that are unclear, then submissions. What cannot be given now is given later.
 */
final class JobCommands {
    /** A scheduler may have refused to cancel a job, or it does not end. */
    private static final long CANCEL_PERIOD_MILLIS = 60_000;

    private final Outbox outbox;
    private final SchedulerPace pace;
    private final int maxPending;
    /** In contrast to the pace's own, it does not end with the answer to another kind of command. */
    private final Backoff submissions = new Backoff();
    /** Jobs that are no block's, since it has another or is given up. */
    private final Set<String> strays = new LinkedHashSet<>();

    private boolean pollWanted;
    private boolean polling;

    JobCommands(ScalingSettings settings, Outbox outbox) {
        this.outbox = outbox;
        this.pace = new SchedulerPace(settings.commandsPerMinute());
        this.maxPending = settings.maxPending();
    }

    void give(Collection<Block> blocks, long nowMillis) {
        if (hasToCancel(blocks, nowMillis) && pace.take(nowMillis)) {
            cancel(blocks, nowMillis);
        }
        Map<String, String> jobs = jobs(blocks);
        if (pollWanted && !polling && !jobs.isEmpty() && pace.take(nowMillis)) {
            pollWanted = false;
            polling = true;
            blocks.forEach(block -> block.asked |= block.jobId != null);
            outbox.ask(jobs);
        }
        for (Block block : blocks) {
            boolean search = block.unclear && !block.searching && block.search.isOver(nowMillis);
            if (search && pace.take(nowMillis)) {
                block.searching = true;
                outbox.find(block.id);
            }
        }
        submit(blocks, nowMillis);
    }

    private void submit(Collection<Block> blocks, long nowMillis) {
        long pending = blocks.stream().filter(Block::isPending).count();
        for (Block block : blocks) {
            boolean alone = submissions.isClear() || blocks.stream().noneMatch(b -> b.submitting && !b.unclear);
            if (pending >= maxPending || !alone || !submissions.isOver(nowMillis)) {
                return;
            }
            if (block.waitsForSubmission() && pace.take(nowMillis)) {
                block.submitting = true;
                pending++;
                outbox.submit(block.id);
            }
        }
    }

    /** All that is to be cancelled, in one command that does not wait for its turn. */
    void cancelAtOnce(Collection<Block> blocks, long nowMillis) {
        if (hasToCancel(blocks, nowMillis)) {
            pace.takeAnyway();
            cancel(blocks, nowMillis);
        }
    }

    private boolean hasToCancel(Collection<Block> blocks, long nowMillis) {
        return !strays.isEmpty() || blocks.stream().anyMatch(b -> isToBeCancelled(b, nowMillis));
    }

    private static boolean isToBeCancelled(Block block, long nowMillis) {
        return block.state == BlockState.CANCELLING && block.jobId != null && block.cancelAtMillis <= nowMillis;
    }

    private void cancel(Collection<Block> blocks, long nowMillis) {
        List<String> jobs = new ArrayList<>(strays);
        strays.clear();
        for (Block block : blocks) {
            String job = block.jobId;
            if (job != null && isToBeCancelled(block, nowMillis)) {
                block.cancelAtMillis = nowMillis + CANCEL_PERIOD_MILLIS;
                jobs.add(job);
            }
        }
        outbox.cancel(jobs);
    }

    /** They may still be there. */
    void cancelFailed(List<String> jobIds, Collection<Block> blocks, long nowMillis) {
        Set<String> again = new LinkedHashSet<>(jobIds);
        for (Block block : blocks) {
            if (block.jobId != null && again.remove(block.jobId)) {
                block.cancelAtMillis = nowMillis;
            }
        }
        strays.addAll(again);
    }

    void cancelStray(String jobId) {
        strays.add(jobId);
    }

    void wantPoll() {
        pollWanted = true;
    }

    void polled() {
        polling = false;
    }

    void answered(boolean heard, long nowMillis) {
        pace.answered(heard, nowMillis);
    }

    void submissionAnswered(boolean heard, long nowMillis) {
        if (heard) {
            submissions.reset();
        } else {
            boolean unused = submissions.failed(nowMillis);
        }
    }

    static Map<String, String> jobs(Collection<Block> blocks) {
        Map<String, String> jobs = new LinkedHashMap<>();
        for (Block block : blocks) {
            if (block.jobId != null) {
                jobs.put(block.id, block.jobId);
            }
        }
        return jobs;
    }
}
