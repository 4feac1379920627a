package org.jarsl.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyNodesTest {
    @Test
    void allTasksEndAndEachOfManyNodesRunsSome() {
        ManyNodes.Round round = ManyNodes.round(128, 32, 20_000);
        assertThat(round.done()).isEqualTo(20_000);
        assertThat(round.nodes()).isEqualTo(128);
    }
}
