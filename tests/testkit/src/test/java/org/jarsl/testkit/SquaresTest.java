package org.jarsl.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of docs/guide/testing.md, word by word. */
class SquaresTest {
    @RegisterExtension
    final SimulatedClusterExtension simulated = SimulatedCluster.builder()
            .nodes(3)
            .workersPerNode(2)
            .pretend(Duration.ofMillis(50))
            .extension();

    static int square(int x) {
        return x * x;
    }

    @Test
    void allSquaresComeThoughANodeDies(SimulatedCluster cluster, DataFlowKernel dfk) {
        var square = dfk.app(SquaresTest::square);
        List<AppFuture<Integer>> squares =
                IntStream.range(0, 100).mapToObj(square::call).toList();
        cluster.node(0).kill();
        assertThat(squares).map(AppFuture::join).hasSize(100).endsWith(99 * 99);
    }
}
