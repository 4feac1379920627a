package org.jarsl.tests.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.pidIn;
import static org.jarsl.tests.acceptance.Waits.read;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;
import static org.jarsl.tests.acceptance.Waits.untilGone;
import static org.jarsl.tests.acceptance.Waits.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;
import org.jarsl.NodeSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Managers that know that they have to go. */
@Timeout(600)
class DrainTest {
    /** Adds the number of its process to the file; returns how many are there, when the other file is there. */
    static int attempts(Path pids, Path end) throws IOException, InterruptedException {
        String pid = ProcessHandle.current().pid() + "\n";
        Files.write(pids, pid.getBytes(UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Blockers.untilExists(end);
        return Files.readAllLines(pids).size();
    }

    private static long managersUp(DataFlowKernel dfk) {
        return dfk.nodes().stream().filter(NodeSummary::up).count();
    }

    /** One loss of its manager, and a task that was running there would fail. */
    @Test
    void aManagerThatIsTerminatedEndsWhatItRunsAndTheRestRunsElsewhere(@TempDir Path directory) throws Exception {
        Path pids = directory.resolve("pids");
        Path end = directory.resolve("end");
        String config = Configs.manager("htex", 1, "prefetch = 4, max-losses = 1, provider { init-blocks = 2 }");
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.of(directory, config))) {
            until("two managers are up", () -> managersUp(dfk) == 2);
            AppFuture<Integer> running = dfk.app(DrainTest::attempts).call(pids, end);
            long pid = pidIn(pids);
            List<AppFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                others.add(dfk.app(Blockers::pause).call(2));
            }
            until("all but those behind it are done", () -> dfk.counts().done() >= 90);
            assertThat(ProcessHandle.of(pid)).hasValueSatisfying(ProcessHandle::destroy);
            others.forEach(other -> assertThat(result(other)).isEqualTo(2));
            assertThat(running).isNotDone();
            write(end, "");
            assertThat(result(running)).as("attempts").isEqualTo(1);
            untilGone(pid);
        }
    }

    @Test
    void whatDoesNotEndInTimeOnATerminatedManagerRunsElsewhereAndIsNotCharged(@TempDir Path directory) {
        Path pids = directory.resolve("pids");
        Path end = directory.resolve("end");
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, "max-losses = 1"))) {
            AppFuture<Integer> running = dfk.app(DrainTest::attempts).call(pids, end);
            long pid = pidIn(pids);
            assertThat(ProcessHandle.of(pid)).hasValueSatisfying(ProcessHandle::destroy);
            until("it runs a second time", () -> read(pids).lines().count() == 2);
            write(end, "");
            assertThat(result(running)).as("attempts").isEqualTo(2);
            untilGone(pid);
        }
    }

    @Test
    void aManagerWhoseBlockIsAboutToEndGoesByItselfAndTheNextBlockGoesOn(@TempDir Path directory) {
        String ending =
                "drain-period = 1h, provider { " + "worker-init = \"export JARSL_BLOCK_END=$(( $(date +%s) + 12 ))\" }";
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, ending))) {
            assertThat(result(dfk.app(Numbers::twice).call(1))).isEqualTo(2);
            NodeSummary first = dfk.nodes().get(0);
            until("it has gone", () -> !dfk.nodes().get(0).up());
            untilGone(first.pid());
            assertThat(result(dfk.app(Numbers::twice).call(2))).isEqualTo(4);
            assertThat(dfk.nodes().get(1).block()).isNotEqualTo(first.block());
        }
    }
}
