package org.jarsl.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CostsTest {
    @Test
    void whatIsPrintedCanBeReadAgain() {
        Costs costs = new Costs(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(costs).hasToString("1,2,3,4,5,6,7,8");
        assertThat(Costs.of("1, 2,3,4,5,6,7,8")).isEqualTo(costs);
    }

    @Test
    void anythingElseIsRefused() {
        for (String text : List.of("", "1,2,3", "1,2,3,4,5,6,7,x", "1,2,3,4,5,6,7,-8", "1,2,3,4,5,6,7,8,9")) {
            assertThatThrownBy(() -> Costs.of(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("8 numbers of nanoseconds");
        }
    }

    @Test
    void everyCostIsMeasured() {
        Costs costs = new Calibration(1, 5_000).measure();
        assertThat(List.of(
                        costs.dfkTask(),
                        costs.interchangeMessage(),
                        costs.managerMessage(),
                        costs.managerTask(),
                        costs.wireMessage()))
                .as("%s", costs)
                .allMatch(nanos -> nanos > 0);
    }

    @Test
    void whatIsPredictedIsNearWhatHappens() {
        Check.Load load = new Check.Load(400, TimeUnit.MILLISECONDS.toNanos(20));
        Check.Result result = Check.run(2, 4, List.of(load), Costs.TYPICAL).get(0);
        System.out.printf("prediction: %s%n", result);
        assertThat(result.error()).isBetween(-0.5, 1.0);
    }
}
