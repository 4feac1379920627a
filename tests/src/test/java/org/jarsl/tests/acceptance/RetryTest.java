package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jarsl.App3;
import org.jarsl.AppException;
import org.jarsl.AppFuture;
import org.jarsl.BashExitException;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.DependencyException;
import org.jarsl.MissingFilesException;
import org.jarsl.RemoteException;
import org.jarsl.RetryPolicy;
import org.jarsl.TaskCounts;
import org.jarsl.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest extends TwoExecutors {
    private static int attempts(Path file) throws IOException {
        return Files.readAllLines(file).size();
    }

    @OnBothExecutors
    void aTaskIsTriedAgainAsOftenAsItMay(String on, @TempDir Path directory) throws IOException {
        App3<Path, Integer, String, Integer> flaky =
                dfk.app(Blockers::flaky).executor(on).retries(2);
        Path good = directory.resolve("good");
        assertThat(result(flaky.call(good, 2, "state"))).isEqualTo(3);
        Path bad = directory.resolve("bad");
        assertThat(failure(flaky.call(bad, 3, "state"), RemoteException.class)).hasMessageContaining("attempt 3");
        assertThat(attempts(bad)).isEqualTo(3);
        Path never = directory.resolve("never");
        assertThat(failure(flaky.retries(0).call(never, 1, "state"))).hasMessageContaining("attempt 1");
        assertThat(attempts(never)).isEqualTo(1);
    }

    @OnBothExecutors
    void commandsAndTheirFilesAreTriedAgainToo(String on, @TempDir Path directory) throws IOException {
        Path file = directory.resolve("file");
        assertThat(failure(
                                dfk.bash(Commands::line)
                                        .executor(on)
                                        .retries(2)
                                        .call("echo x >> '" + file + "'; false"),
                                BashExitException.class)
                        .exitCode())
                .isEqualTo(1);
        assertThat(attempts(file)).isEqualTo(3);
        Path files = directory.resolve("files");
        assertThat(failure(dfk.bash(Commands::line)
                        .executor(on)
                        .retries(1)
                        .outputs(directory.resolve("never made"))
                        .call("echo x >> '" + files + "'")))
                .isInstanceOf(MissingFilesException.class);
        assertThat(attempts(files)).isEqualTo(2);
    }

    @OnBothExecutors
    void aFailedDependencyIsNotTriedAgain(String on, @TempDir Path directory) throws IOException {
        Path file = directory.resolve("file");
        AppFuture<Integer> bad = dfk.app(Blockers::flaky).executor(on).call(file, 9, "state");
        assertThat(failure(dfk.app(Numbers::twice).executor(on).retries(5).call(bad), DependencyException.class))
                .hasMessageContaining("attempt 1");
        assertThat(attempts(file)).isEqualTo(1);
    }

    private static Config withPolicy(Path directory, RetryPolicy policy) {
        return Configs.threads(directory, 2).withRetries(1).withRetryPolicy(policy);
    }

    @Test
    void aPolicySeesWhatFailedAndSaysWhatItCosts(@TempDir Path directory) {
        List<String> seen = new CopyOnWriteArrayList<>();
        RetryPolicy policy = (failure, taskId, attempt) -> {
            RemoteException remote = (RemoteException) failure;
            seen.add(taskId + "/" + attempt + " " + remote.type());
            return remote.getCause() instanceof IllegalStateException ? 0.25 : Double.POSITIVE_INFINITY;
        };
        try (DataFlowKernel own = DataFlowKernel.load(withPolicy(directory, policy))) {
            AppFuture<Integer> cheap = own.app(Blockers::flaky).call(directory.resolve("cheap"), 4, "state");
            assertThat(result(cheap)).isEqualTo(5);
            AppFuture<Integer> cheapButMany = own.app(Blockers::flaky).call(directory.resolve("many"), 5, "state");
            assertThat(failure(cheapButMany)).hasMessageContaining("attempt 5");
            AppFuture<Integer> dear = own.app(Blockers::flaky).call(directory.resolve("dear"), 1, "argument");
            assertThat(failure(dear, RemoteException.class).type()).isEqualTo("java.lang.IllegalArgumentException");
            assertThat(seen)
                    .startsWith(
                            "0/0 java.lang.IllegalStateException",
                            "0/1 java.lang.IllegalStateException",
                            "0/2 java.lang.IllegalStateException",
                            "0/3 java.lang.IllegalStateException")
                    .endsWith("2/0 java.lang.IllegalArgumentException")
                    .hasSize(10);
        }
    }

    private static RetryPolicy delay(Duration delay) {
        return new RetryPolicy() {
            @Override
            public double cost(AppException failure, long taskId, int attempt) {
                return 1;
            }

            @Override
            public Duration delay(AppException failure, long taskId, int attempt) {
                return delay;
            }
        };
    }

    @Test
    void aTaskIsTriedAgainAfterItsDelay(@TempDir Path directory) {
        RetryPolicy backoff = RetryPolicy.backoff(Duration.ofMillis(20), Duration.ofMillis(200));
        try (DataFlowKernel own = DataFlowKernel.load(withPolicy(directory, backoff))) {
            AppFuture<Integer> future = own.app(Blockers::flaky).retries(3).call(directory.resolve("f"), 3, "state");
            assertThat(result(future)).isEqualTo(4);
        }
    }

    @Test
    void aTaskThatWaitsForItsNextAttemptIsUnfinishedAndCanBeCancelledAndDoesNotHoldUpAClose(@TempDir Path directory) {
        AppFuture<Integer> left;
        try (DataFlowKernel own = DataFlowKernel.load(withPolicy(directory, delay(Duration.ofDays(1))))) {
            List<TaskState> states = new CopyOnWriteArrayList<>();
            own.addListener(event -> states.add(event.state()));
            AppFuture<Integer> cancelled = own.app(Blockers::flaky).call(directory.resolve("c"), 1, "state");
            left = own.app(Blockers::flaky).call(directory.resolve("l"), 1, "state");
            until("both have failed once", () -> Collections.frequency(states, TaskState.FAIL_RETRYABLE) == 2);
            until("both are counted", () -> own.counts().equals(new TaskCounts(2, 0, 0, 0, 0, 0)));
            assertThat(cancelled.cancel(true)).isTrue();
            assertThat(result(own.app(Numbers::twice).call(1))).isEqualTo(2);
            until("it is counted", () -> own.counts().equals(new TaskCounts(1, 0, 1, 0, 1, 0)));
            assertThat(left).isNotDone();
        }
        assertThat(left.isCancelled()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.001S", "PT24H0.001S"})
    void aDelayOutOfRangeFailsItsTask(Duration delay, @TempDir Path directory) {
        try (DataFlowKernel own = DataFlowKernel.load(withPolicy(directory, delay(delay)))) {
            AppFuture<Integer> future = own.app(Blockers::flaky).call(directory.resolve("f"), 1, "state");
            assertThat(failure(future))
                    .hasMessageContainingAll("retry policy", delay.toString(), "0 to 1 day", "attempt 1");
            assertThat(result(own.app(Numbers::twice).call(1))).isEqualTo(2);
        }
    }

    @Test
    void aPolicyThatThrowsFailsTheTaskWithThat(@TempDir Path directory) {
        RetryPolicy policy = (failure, taskId, attempt) -> {
            throw new UnsupportedOperationException("policy broke");
        };
        try (DataFlowKernel own = DataFlowKernel.load(withPolicy(directory, policy))) {
            AppFuture<Integer> future = own.app(Blockers::flaky).call(directory.resolve("f"), 1, "state");
            assertThat(failure(future))
                    .hasMessageContainingAll("retry policy", "policy broke", "attempt 1")
                    .hasCauseInstanceOf(UnsupportedOperationException.class);
            assertThat(result(own.app(Numbers::twice).call(1))).isEqualTo(2);
        }
    }
}
