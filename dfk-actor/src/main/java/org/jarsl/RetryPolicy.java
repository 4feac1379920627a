package org.jarsl;

import java.time.Duration;

/**
 * Says what a failed attempt costs, and how long to wait before the next. A task is tried again as long as the sum of the costs of its failures is not above
 * its {@link App#retries}; not asked where those are 0.
 * Called on threads of Jarsl's own, on several at a time; if it throws, the task fails with that.
 */
@FunctionalInterface
public interface RetryPolicy {
    /** Each failure costs 1. */
    RetryPolicy COUNT = (failure, taskId, attempt) -> 1;

    Duration LONGEST_DELAY = Duration.ofDays(1);

    /**
     * @param failure what the attempt failed with
     * @param attempt 0 for the first
     * @return what it costs, 0 or more; {@link Double#POSITIVE_INFINITY} for no other attempt
     */
    double cost(AppException failure, long taskId, int attempt);

    /**
     * Asked after {@link #cost}, unless that was infinite. A task that waits is unfinished, occupies no worker, and can be
     * cancelled.
     *
     * @param attempt 0 for the first; attempts that were lost with a manager count here
     * @return how long the task waits before its next attempt, 0 to {@link #LONGEST_DELAY}; 0 if this is not overridden
     */
    default Duration delay(AppException failure, long taskId, int attempt) {
        return Duration.ZERO;
    }

    /**
     * Each failure costs 1, and the delays are {@code first}, twice that, four times, ..., at most {@code longest}. Each
     * task waits for half to all of that, always the same, so that tasks that failed together do not all come back at
     * once.
     *
     * @throws IllegalArgumentException unless 0 &lt; first &lt;= longest &lt;= {@link #LONGEST_DELAY}
     */
    static RetryPolicy backoff(Duration first, Duration longest) {
        return new RetryBackoff(first, longest);
    }
}
