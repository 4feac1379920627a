package org.jarsl.dfk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jarsl.AppException;
import org.jarsl.RetryPolicy;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.protocol.Failure;
import org.junit.jupiter.api.Test;

class RetryBackoffTest {
    private final AppException failure =
            Failures.of(1, "app", (Outcome.Failed) Outcome.failed(Failure.Kind.EXCEPTION, "boom"));

    private final RetryPolicy policy = RetryPolicy.backoff(Duration.ofSeconds(2), Duration.ofMinutes(1));

    private Duration delay(long taskId, int attempt) {
        return policy.delay(failure, taskId, attempt);
    }

    @Test
    void delaysDoubleUpToTheLongest() {
        for (long task = 0; task < 1000; task++) {
            for (int attempt = 0; attempt < 100; attempt++) {
                Duration whole = Duration.ofSeconds(attempt < 5 ? 2L << attempt : 60);
                assertThat(delay(task, attempt)).isBetween(whole.dividedBy(2), whole);
            }
        }
    }

    @Test
    void tasksThatFailTogetherComeBackAtDifferentTimesThatAreAlwaysTheSame() {
        Set<Duration> delays = new HashSet<>();
        for (long task = 0; task < 100; task++) {
            delays.add(delay(task, 10));
            assertThat(delay(task, 10)).isEqualTo(delay(task, 10));
        }
        assertThat(delays).hasSizeGreaterThan(90);
    }

    @Test
    void eachFailureCostsOne() {
        assertThat(policy.cost(failure, 1, 3)).isEqualTo(1);
    }

    @Test
    void delaysThatMakeNoSenseAreRefused() {
        refused(Duration.ZERO, Duration.ofSeconds(1));
        refused(Duration.ofSeconds(-1), Duration.ofSeconds(1));
        refused(Duration.ofSeconds(2), Duration.ofSeconds(1));
        refused(Duration.ofSeconds(2), Duration.ofHours(25));
    }

    private static void refused(Duration first, Duration longest) {
        assertThatThrownBy(() -> RetryPolicy.backoff(first, longest))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("0 < first <= longest <= 1 day", first.toString(), longest.toString());
    }
}
