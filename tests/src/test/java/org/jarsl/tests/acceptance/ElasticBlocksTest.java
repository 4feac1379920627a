package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.read;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;
import static org.jarsl.tests.acceptance.Waits.untilExists;
import static org.jarsl.tests.acceptance.Waits.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;
import org.jarsl.NodeSummary;
import org.jarsl.block.JobLedger;
import org.jarsl.block.JobLedger.Leftovers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that come with the tasks and go when they are idle. */
@Timeout(600)
class ElasticBlocksTest {
    private static final String ELASTIC = "provider { strategy = auto-scale-in, strategy-period = 200ms, "
            + "max-idle-time = 1s, init-blocks = 0, min-blocks = 1, max-blocks = 3 }";

    private static long up(DataFlowKernel dfk) {
        return dfk.nodes().stream().filter(NodeSummary::up).count();
    }

    @Test
    void blocksComeWithTheTasksAndGoWithThemAndNoTaskIsLost(@TempDir Path directory) throws IOException {
        Path end = directory.resolve("end");
        Path scripts;
        Path log;
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, ELASTIC))) {
            scripts = dfk.runDirectory().resolve("htex/submit_scripts");
            log = dfk.runDirectory().resolve("jarsl.log");
            List<AppFuture<Integer>> futures = IntStream.range(0, 20)
                    .mapToObj(i -> dfk.app(Blockers::startedUntilExists).call(directory.resolve("started-" + i), end))
                    .toList();
            until("three managers are there", () -> up(dfk) == 3);
            IntStream.range(0, 6).forEach(i -> untilExists(directory.resolve("started-" + i)));
            write(end, "");
            futures.forEach(future -> assertThat(result(future)).isEqualTo(1));

            until("one manager is left", () -> up(dfk) == 1);
            assertThat(result(dfk.app(Numbers::twice).call(21))).isEqualTo(42);
            assertThat(up(dfk)).isEqualTo(1);
        }
        assertThat(read(log))
                .contains("blocks with 2 workers each are", "parallelism 1.0, at most 3 blocks", "scaling in by ");
        assertThat(scripts.resolve("block-3.sh")).doesNotExist();
        assertThat(JobLedger.leftovers(scripts)).isEqualTo(new Leftovers("local", Set.of()));
    }

    @Test
    void theFirstTaskStartsTheFirstBlockAndAnIdleHeadHasNone(@TempDir Path directory) {
        String fromZero = ELASTIC.replace("min-blocks = 1", "min-blocks = 0");
        try (DataFlowKernel dfk = DataFlowKernel.load(Configs.managers(directory, fromZero))) {
            assertThat(result(dfk.app(Numbers::twice).call(1))).isEqualTo(2);
            until("no manager is left", () -> up(dfk) == 0);
            assertThat(result(dfk.app(Numbers::twice).call(2))).isEqualTo(4);
            assertThat(dfk.nodes()).hasSize(2);
        }
    }
}
