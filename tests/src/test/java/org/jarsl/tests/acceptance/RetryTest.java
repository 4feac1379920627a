package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jarsl.App3;
import org.jarsl.AppFuture;
import org.jarsl.BashExitException;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.DependencyException;
import org.jarsl.MissingFilesException;
import org.jarsl.RemoteException;
import org.jarsl.RetryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
