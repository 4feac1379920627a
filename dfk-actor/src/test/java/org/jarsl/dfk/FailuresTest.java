package org.jarsl.dfk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.jarsl.AppException;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.protocol.Failure;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private static final int DEEP = 100_000;
    private static final AtomicInteger INITIALISED = new AtomicInteger();

    /** Named like an exception by a failure that is wrong about it. */
    static final class NoThrowable {
        static {
            INITIALISED.incrementAndGet();
        }

        private NoThrowable() {}
    }

    private static Outcome thrown(String type, String message) {
        return new Outcome.Failed(new Failure(Failure.Kind.EXCEPTION, type, message, "", "node n1", 0), null);
    }

    @Test
    void whatIsNoThrowableIsNotEvenInitialised() {
        AppException failure = Failures.of(1, "app", thrown(NoThrowable.class.getName(), "boom"));
        assertThat(failure).hasNoCause().hasMessage("task 1 (app) failed on node n1: boom");
        assertThat(INITIALISED).hasValue(0);
    }

    @Test
    void aChainOfAnyDepthNamesItsOriginInBoundedWords() {
        Outcome outcome = thrown("java.lang.IllegalStateException", "boom");
        for (long id = 1; id <= DEEP; id++) {
            outcome = id % 2 == 0 ? new Outcome.JoinFailed(id, outcome) : new Outcome.DependencyFailed(id, outcome);
        }
        AppException failure = Failures.of(0, "app", outcome);
        assertThat(failure)
                .hasMessageContainingAll("task 0 (app)", "through 99999 other tasks", "task 1 failed on node n1: boom")
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(failure.getMessage()).hasSizeLessThan(1_000);
        assertThat(Failures.headline(0, "app", outcome))
                .isEqualTo("task 0 (app): what the join app returned has failed: task 100000 failed");
    }

    @Test
    void aHeadlineOfTheLogIsBounded() {
        String headline = Failures.headline(1, "app", thrown("x.Y", "m".repeat(1_000_000)));
        assertThat(headline).startsWith("task 1 (app) failed on node n1: mmm").hasSizeLessThan(10_000);
    }
}
