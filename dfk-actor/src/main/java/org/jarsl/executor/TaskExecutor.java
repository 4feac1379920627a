package org.jarsl.executor;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jarsl.NodeSummary;
import org.jarsl.dfk.TaskCall;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.protocol.CallKey;
import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks run. All methods return at once and may be called from any thread; results come back through the
 * {@link Results} that the executor was made with.
 */
public interface TaskExecutor {
    /**
     * An attempt to be run.
     *
     * @param key by which a later head recognises the call; null when results are not recorded
     */
    record Launch(
            long taskId,
            int attempt,
            TaskCall call,
            @Nullable CallKey key) {}

    /**
     * An attempt that has ended.
     *
     * @param attempt at least the launched one; raised by each loss of infrastructure
     * @param where node, or empty
     */
    record Ended(long taskId, int attempt, Outcome outcome, String where) {}

    /**
     * An attempt that nobody wants any more.
     *
     * @param interrupt whether it is to be stopped if it runs; nothing is to be heard of it then
     */
    record Cancelled(long taskId, int attempt, boolean interrupt) {}

    /** How many of the launched tasks are where. */
    record Load(long queued, long running) {
        /** Of an executor that does not answer. */
        public static final Load UNKNOWN = new Load(0, 0);

        public boolean isNothing() {
            return queued == 0 && running == 0;
        }
    }

    /** Takes what has ended, from any thread, without blocking. */
    interface Results {
        void ended(List<Ended> attempts);

        /** The executor will say nothing more: what it was launched fails. */
        void broken(TaskExecutor executor, Failure failure);
    }

    String label();

    /** Whether arguments must be bytes, because the function runs in another JVM. */
    boolean wantsBytes();

    void submit(List<Launch> tasks);

    /** Drops those attempts that have not started, and stops the others where that is wished. */
    void cancel(List<Cancelled> attempts);

    /** Completes in any case, within a few seconds. */
    CompletionStage<Load> load();

    /** What its managers have done; empty where there are none. */
    List<NodeSummary> nodes();

    /** Ends everything it started; the stage completes when nothing is left, within a bound. */
    CompletionStage<Void> stop(String reason);
}
