package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.pidIn;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.untilExists;
import static org.jarsl.tests.acceptance.Waits.untilGone;
import static org.jarsl.tests.acceptance.Waits.write;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jarsl.AppFuture;
import org.jarsl.WalltimeException;
import org.junit.jupiter.api.io.TempDir;

class WalltimeTest extends TwoExecutors {
    private static final Duration SHORT = Duration.ofMillis(500);

    @OnBothExecutors
    void aCommandAndItsChildrenAreGone(String on, @TempDir Path directory) {
        Path pid = directory.resolve("pid");
        Path child = directory.resolve("child");
        AppFuture<Integer> sleeper =
                dfk.bash(Commands::sleeper).executor(on).walltime(SHORT).call(pid, child);
        assertThat(failure(sleeper, WalltimeException.class)).hasMessageContainingAll("sleeper", "500");
        untilGone(pidIn(pid));
        untilGone(pidIn(child));
    }

    @OnBothExecutors
    void aCommandThatIgnoresTermIsKilled(String on, @TempDir Path directory) {
        Path pid = directory.resolve("pid");
        AppFuture<Integer> sleeper =
                dfk.bash(Commands::stubbornSleeper).executor(on).walltime(SHORT).call(pid);
        assertThat(failure(sleeper)).isInstanceOf(WalltimeException.class);
        untilGone(pidIn(pid));
    }

    @OnBothExecutors
    void aFunctionThatListensIsInterrupted(String on, @TempDir Path directory) {
        Path interrupted = directory.resolve("interrupted");
        AppFuture<Integer> loop = dfk.app(Blockers::untilInterrupted)
                .executor(on)
                .walltime(SHORT)
                .call(directory.resolve("started"), interrupted);
        assertThat(failure(loop)).isInstanceOf(WalltimeException.class);
        untilExists(interrupted);
    }

    @OnBothExecutors
    void functionsThatDoNotListenFailAndTheExecutorWorksOn(String on, @TempDir Path directory) {
        Path go = directory.resolve("go");
        List<AppFuture<Integer>> stubborn = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            stubborn.add(dfk.app(Blockers::stubborn)
                    .executor(on)
                    .walltime(SHORT)
                    .call(directory.resolve("started" + i), go));
        }
        try {
            stubborn.forEach(task -> assertThat(failure(task)).isInstanceOf(WalltimeException.class));
            List<AppFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                others.add(dfk.app(Numbers::twice).executor(on).call(i));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(result(others.get(i))).isEqualTo(2 * i);
            }
        } finally {
            write(go, "");
        }
    }

    @OnBothExecutors
    void whatEndsInTimeIsNotTouched(String on) {
        assertThat(result(dfk.app(Numbers::twice)
                        .executor(on)
                        .walltime(Duration.ofMinutes(5))
                        .call(1)))
                .isEqualTo(2);
    }

    @OnBothExecutors
    void aWalltimeIsForEachAttemptAndRetriesCount(String on, @TempDir Path directory) {
        Path file = directory.resolve("attempts");
        AppFuture<Integer> slow = dfk.bash(Commands::line)
                .executor(on)
                .walltime(SHORT)
                .retries(2)
                .call("echo x >> '" + file + "'; sleep 1000");
        assertThat(failure(slow)).isInstanceOf(WalltimeException.class);
        assertThat(Waits.read(file)).isEqualTo("x\nx\nx\n");
    }
}
