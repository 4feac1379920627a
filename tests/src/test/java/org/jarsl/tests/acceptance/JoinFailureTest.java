package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.until;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;
import org.jarsl.DependencyException;
import org.jarsl.JoinException;
import org.jarsl.RemoteException;
import org.junit.jupiter.api.Test;

class JoinFailureTest extends TwoExecutors {
    private static final int DEEP = 5_000;

    /** Says on which threads of this JVM it was made. */
    public static final class Traced extends RuntimeException {
        private static final long serialVersionUID = 1L;
        static final Queue<String> THREADS = new ConcurrentLinkedQueue<>();

        public Traced(String message) {
            super(message);
            THREADS.add(Thread.currentThread().getName());
        }
    }

    static AppFuture<Integer> deep(int levels) {
        DataFlowKernel here = DataFlowKernel.current();
        return levels == 0
                ? here.app(Numbers::fail).executor("threads").call("at the very end")
                : here.join(JoinFailureTest::deep).call(levels - 1);
    }

    /** Joins and dependencies in turn. */
    static AppFuture<Integer> mixed(int levels) {
        DataFlowKernel here = DataFlowKernel.current();
        return levels == 0
                ? here.app(Numbers::fail).executor("threads").call("at the very end")
                : here.app(Numbers::twice)
                        .executor("threads")
                        .call(here.join(JoinFailureTest::mixed).call(levels - 1));
    }

    static int throwTraced(String message) {
        throw new Traced(message);
    }

    private static int causes(Throwable thrown) {
        int causes = 0;
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            causes++;
        }
        return causes;
    }

    @Test
    void aDeepChainOfJoinsFailsToItsEndWithAMessageOfBoundedSize() {
        long before = dfk.counts().failed();
        AppFuture<Integer> first = dfk.join(JoinFailureTest::deep).call(DEEP);
        JoinException failure = failure(first, JoinException.class);
        long origin = first.taskId() + DEEP + 1;
        assertThat(failure)
                .hasMessageContainingAll(
                        "task " + first.taskId() + " ", "task " + origin + " ", "through 5000", "at the very end")
                .hasCauseInstanceOf(RemoteException.class);
        assertThat(failure.getMessage()).hasSizeLessThan(20_000);
        assertThat(causes(failure)).isEqualTo(2);
        dfk.awaitAll();
        assertThat(dfk.counts().failed() - before).isEqualTo(DEEP + 2);
    }

    @Test
    void aChainOfJoinsAndDependenciesLeadsToItsOrigin() {
        AppFuture<Integer> first = dfk.join(JoinFailureTest::mixed).call(400);
        JoinException failure = failure(first, JoinException.class);
        assertThat(failure).hasMessageContainingAll("through 800", "at the very end");
        assertThat(failure.getMessage()).hasSizeLessThan(20_000);
        assertThat(causes(failure)).isEqualTo(2);
        AppFuture<Integer> dependent = dfk.app(Numbers::twice).call(first);
        assertThat(failure(dependent, DependencyException.class).chain()).startsWith(first.taskId());
    }

    @Test
    void eachJoinInTheMessageHasItsOwnNumber() {
        AppFuture<Integer> first = dfk.join(JoinFailureTest::deep).call(0);
        assertThat(failure(first, JoinException.class))
                .hasMessageContainingAll("task " + first.taskId() + " (", "task " + (first.taskId() + 1) + " failed");
    }

    @Test
    void theUsersExceptionIsMadeOnlyByWhoAsksForIt() {
        Traced.THREADS.clear();
        AppFuture<Integer> bad =
                dfk.app(JoinFailureTest::throwTraced).executor("htex").call("traced");
        until("it has failed", bad::isDone);
        dfk.awaitAll();
        assertThat(Traced.THREADS).isEmpty();
        assertThat(failure(bad)).hasCauseInstanceOf(Traced.class);
        assertThat(Traced.THREADS).containsOnly(Thread.currentThread().getName());
    }
}
