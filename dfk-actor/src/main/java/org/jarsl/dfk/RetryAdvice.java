package org.jarsl.dfk;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jarsl.AppException;
import org.jarsl.RetryPolicy;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.Task;

/** Asks the user's retry policy, on the user's threads; whatever it throws ends the task. */
final class RetryAdvice {
    private final RetryPolicy policy;
    private final Executor threads;
    private final Consumer<DfkActor.RetryDecided> decided;

    RetryAdvice(RetryPolicy policy, Executor threads, Consumer<DfkActor.RetryDecided> decided) {
        this.policy = policy;
        this.threads = threads;
        this.decided = decided;
    }

    /** Returns at once; the decision follows. */
    void ask(Task task, Outcome.Failed failure) {
        if (policy == RetryPolicy.COUNT) {
            decided.accept(new DfkActor.RetryDecided(task, 1, Duration.ZERO, failure));
            return;
        }
        try {
            threads.execute(() -> decided.accept(decide(task, failure)));
        } catch (RuntimeException | Error e) {
            decided.accept(failed(task, failure, e));
        }
    }

    private DfkActor.RetryDecided decide(Task task, Outcome.Failed failure) {
        try {
            AppException seen = Failures.of(task.id(), task.app(), failure);
            double cost = policy.cost(seen, task.id(), task.attempt());
            if (!(cost >= 0)) {
                throw new IllegalArgumentException("a cost of " + cost + "; it must be 0 or more");
            }
            Duration delay =
                    cost == Double.POSITIVE_INFINITY ? Duration.ZERO : policy.delay(seen, task.id(), task.attempt());
            if (delay.isNegative() || delay.compareTo(RetryPolicy.LONGEST_DELAY) > 0) {
                throw new IllegalArgumentException("a delay of " + delay + "; it must be 0 to 1 day");
            }
            return new DfkActor.RetryDecided(task, cost, delay, failure);
        } catch (Throwable t) {
            return failed(task, failure, t);
        }
    }

    private static DfkActor.RetryDecided failed(Task task, Outcome.Failed failure, Throwable thrown) {
        Outcome outcome = Failures.thrown(
                "the retry policy threw ",
                thrown,
                " when asked about: " + Failures.headline(task.id(), task.app(), failure));
        return new DfkActor.RetryDecided(task, Double.POSITIVE_INFINITY, Duration.ZERO, outcome);
    }
}
