package org.jarsl;

/**
 * Says what a failed attempt costs. A task is tried again as long as the sum of the costs of its failures is not above
 * its {@link App#retries}; not asked where those are 0. Called on a thread of Jarsl's own; if it throws, the task fails with that.
 */
@FunctionalInterface
public interface RetryPolicy {
    /** Each failure costs 1. */
    RetryPolicy COUNT = (failure, taskId, attempt) -> 1;

    /**
     * @param failure what the attempt failed with
     * @param attempt 0 for the first
     * @return what it costs, 0 or more; {@link Double#POSITIVE_INFINITY} for no other attempt
     */
    double cost(AppException failure, long taskId, int attempt);
}
