package org.jarsl.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jarsl.DataFlowKernel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each test has a cluster of its own, from before its setup until after its end. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedClusterExtensionTest {
    private static final Set<Path> RUNS = new HashSet<>();

    @RegisterExtension
    static final SimulatedClusterExtension SIMULATED =
            SimulatedCluster.builder().nodes(2).extension();

    @BeforeEach
    void oneNodeDies(SimulatedCluster cluster) {
        cluster.node(0).kill();
    }

    @RepeatedTest(2)
    void theDataFlowKernelIsThatOfTheCluster(DataFlowKernel dfk, SimulatedCluster cluster) {
        assertThat(dfk).isSameAs(cluster.dfk());
        assertThat(cluster.nodes()).map(SimulatedNode::isUp).containsExactly(false, true);
        assertThat(RUNS.add(dfk.runDirectory())).isTrue();
    }

    @AfterAll
    static void allAreClosedAndTheirDirectoriesGone() {
        assertThat(RUNS).hasSize(2).noneMatch(run -> run.toFile().exists());
        RUNS.clear();
    }
}
