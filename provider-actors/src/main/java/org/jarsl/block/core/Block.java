package org.jarsl.block.core;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jarsl.block.core.BlockState.Event;
import org.jarsl.protocol.ManagerId;
import org.jspecify.annotations.Nullable;

/** One block, from when it is wanted to the end of its job. */
final class Block {
    static final long NEVER = Long.MAX_VALUE;
    static final long AT_ONCE = Long.MIN_VALUE;
    private static final Duration LEAST_WARNING = Duration.ofMinutes(1);

    final String id;
    /** Those that are registered. */
    final Set<ManagerId> managers = new HashSet<>();

    BlockState state = BlockState.REQUESTED;
    boolean everConnected;

    /** When it is cancelled unless a manager registers before. */
    long deadlineMillis = NEVER;

    @Nullable
    String jobId;

    /** The call that submits its job has not returned; it may do so long after it was given up. */
    boolean submitting;
    /** There may be a job of its name, which has to be looked for before it is submitted again. */
    boolean unclear;

    boolean searching;
    /** Something has changed in the scheduler while the id of its job was not known: it may have been its job. */
    boolean askSoon;

    final Backoff search = new Backoff();

    /** When its job was first known to run. */
    long runningSinceMillis = NEVER;

    boolean held;

    /** When its job is to be cancelled, for the first time or once more. */
    long cancelAtMillis = AT_ONCE;

    /** Why it was cancelled; empty if it was not, or only because all are. */
    String cancelReason = "";

    /** An earlier head has submitted it. */
    boolean adopted;

    /** Its job is being asked for; that has been answered. */
    boolean asked;

    boolean answered;

    /** It was given back, so it has not failed. */
    boolean givenBack;

    /** How many tasks its managers have been given, when that was last heard. */
    long tasksGiven;

    long idleSinceMillis = NEVER;

    Block(String id) {
        this.id = id;
    }

    /** No command about its job is under way or was ever left unclear. */
    boolean waitsForSubmission() {
        return jobId == null && !submitting && !unclear && !searching;
    }

    /** The scheduler has its job, or may have it, and has not said that it runs. */
    boolean isPending() {
        return !waitsForSubmission() && runningSinceMillis == NEVER;
    }

    boolean isOverdue(long nowMillis) {
        return state != BlockState.CANCELLING && deadlineMillis <= nowMillis;
    }

    boolean hasManagers() {
        return !managers.isEmpty() && (state == BlockState.CONNECTED || state == BlockState.DRAINING);
    }

    /** Whether tasks may be sent to it for some time to come. */
    boolean isActive(Duration walltime, long nowMillis) {
        boolean wanted = state != BlockState.DRAINING && state != BlockState.CANCELLING;
        return wanted && !isNearItsEnd(walltime, nowMillis);
    }

    /** In the last tenth of its walltime, at least a minute; but not in its first half. */
    boolean isNearItsEnd(Duration walltime, long nowMillis) {
        if (walltime.isZero() || runningSinceMillis == NEVER) {
            return false;
        }
        long whole = walltime.toMillis();
        long warning = Math.min(whole / 2, Math.max(whole / 10, LEAST_WARNING.toMillis()));
        return nowMillis - runningSinceMillis >= whole - warning;
    }

    /** No manager of it that an earlier head had is to be waited for. */
    boolean isRecovered(int nodes) {
        return !adopted || managers.size() >= nodes || (answered && runningSinceMillis == NEVER);
    }

    void runs(long nowMillis) {
        runningSinceMillis = Math.min(runningSinceMillis, nowMillis);
    }

    void move(Event event) {
        state = BlockState.TABLE.next(state, event, this);
    }

    @Override
    public String toString() {
        return "block " + id + (jobId == null ? "" : " (job " + jobId + ")");
    }
}
