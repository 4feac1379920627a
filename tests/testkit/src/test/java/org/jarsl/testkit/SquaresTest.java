package org.jarsl.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.jarsl.AppFuture;
import org.jarsl.DataFlowKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of docs/guide/testing.md, which {@link GuideTest} compares with it. */
class SquaresTest {
    @RegisterExtension
    final SimulatedClusterExtension simulated =
            SimulatedCluster.builder().nodes(3).pretend(Duration.ofMillis(50)).extension();

    @Test
    void allSquaresComeThoughANodeDies(SimulatedCluster cluster, DataFlowKernel dfk) {
        var square = dfk.app((Integer x) -> x * x);
        var squares = IntStream.range(0, 100).mapToObj(square::call).toList();
        cluster.node(0).kill();
        assertThat(squares).map(AppFuture::join).endsWith(99 * 99);
    }
}
