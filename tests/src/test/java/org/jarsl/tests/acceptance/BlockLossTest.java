package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.read;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.untilExists;
import static org.jarsl.tests.acceptance.Waits.untilGone;
import static org.jarsl.tests.acceptance.Waits.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jarsl.AppFuture;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.ExecutorFailedException;
import org.jarsl.HighThroughputConfig;
import org.jarsl.NodeSummary;
import org.jarsl.block.core.BlockOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that have no manager any more, or never get one. */
@Timeout(600)
class BlockLossTest {
    /** A process of a stopped manager lives, so that only the silence tells. Slow machines need more tries. */
    private static final String SHORT_HEARTBEATS =
            "heartbeat-period = 500ms, heartbeat-threshold = 8s, max-losses = 10, provider { max-failures = 10 }";

    private static long onlyManager(DataFlowKernel dfk) {
        List<NodeSummary> up = dfk.nodes().stream().filter(NodeSummary::up).toList();
        assertThat(up).hasSize(1);
        return up.get(0).pid();
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void aBlockWhoseOnlyManagerFellSilentIsReplaced(@TempDir Path directory) throws Exception {
        Path started = directory.resolve("started");
        Path end = directory.resolve("end");
        long stopped;
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, SHORT_HEARTBEATS))) {
            AppFuture<Integer> held = dfk.app(Blockers::startedUntilExists).call(started, end);
            untilExists(started);
            stopped = onlyManager(dfk);
            signal("STOP", stopped);
            AppFuture<Integer> other = dfk.app(Numbers::twice).call(1);
            write(end, "");
            assertThat(result(held)).isEqualTo(1);
            assertThat(result(other)).isEqualTo(2);
        }
        untilGone(stopped);
    }

    @Test
    void blocksThatHangBeforeTheirManagerFailTheirTasksWithTheReason(@TempDir Path directory) {
        String hanging = "provider { worker-init = \"echo no licence yet >&2; sleep 1000\", start-timeout = 1s, "
                + "max-failures = 2 }";
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, hanging))) {
            assertThat(failure(dfk.app(Numbers::twice).call(1), ExecutorFailedException.class))
                    .hasMessageContainingAll("htex", "block 1", "start-timeout of 1 s", "no licence yet");
        }
    }

    @Test
    void aRuleOfTheProgramsOwnSaysWhenFailedBlocksAreTooMany(@TempDir Path directory) {
        Config config = Configs.managers(directory, "provider { worker-init = \"exit 3\" }");
        HighThroughputConfig executor =
                (HighThroughputConfig) config.executors().get(0);
        List<BlockOutcome> seen = new CopyOnWriteArrayList<>();
        Config own = config.withExecutors(executor.withBlocks(executor.blocks().withErrorHandler(outcomes -> {
            seen.add(outcomes.get(outcomes.size() - 1));
            return outcomes.size() == 4;
        })));
        try (DataFlowKernel dfk = DataFlowKernel.load(own)) {
            assertThat(failure(dfk.app(Numbers::twice).call(1), ExecutorFailedException.class))
                    .hasMessageContainingAll("4 blocks in a row", "block 3");
        }
        assertThat(seen).extracting(BlockOutcome::connected).containsExactly(false, false, false, false);
    }

    @Test
    void blocksThatFailLeaveThoseWithManagersAlone(@TempDir Path directory) {
        Path fail = directory.resolve("fail");
        String onlyTheFirst =
                "provider { init-blocks = 2, max-failures = 2, worker-init = \"[ $JARSL_BLOCK_ID = 0 ] || "
                        + "{ while [ ! -e '" + fail + "' ]; do sleep 0.1; done; exit 3; }\" }";
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, onlyTheFirst))) {
            assertThat(result(dfk.app(Numbers::twice).call(1))).isEqualTo(2);
            long first = onlyManager(dfk);
            write(fail, "");
            untilExists(dfk.runDirectory().resolve("htex/submit_scripts/block-4.sh"));
            assertThat(result(dfk.app(Numbers::twice).call(2))).isEqualTo(4);
            assertThat(onlyManager(dfk)).isEqualTo(first);
        }
    }

    @Test
    void commandsOfAKilledManagerAreGoneBeforeTheyRunAgain(@TempDir Path directory) throws Exception {
        Path pids = directory.resolve("pids");
        Path states = directory.resolve("states");
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, ""))) {
            AppFuture<Integer> sleeper =
                    dfk.bash(Commands::sleeperOnce).stdout(states).call(pids);
            untilExists(pids);
            signal("KILL", onlyManager(dfk));
            assertThat(result(sleeper)).isZero();
            // Dead ones that nobody has reaped are no trouble.
            assertThat(read(states).lines()).allMatch(state -> state.startsWith("Z"));
        }
    }
}
