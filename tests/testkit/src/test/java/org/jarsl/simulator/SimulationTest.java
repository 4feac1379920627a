package org.jarsl.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static Simulation.Report run(int nodes, int workers, int tasks, Costs costs) {
        return Simulation.run(new Simulation.Settings(nodes, workers, tasks, TimeUnit.SECONDS.toNanos(1), costs));
    }

    @Test
    void everyTaskEndsAndTheTimeIsThatOfTheTasks() {
        Simulation.Report report = run(8, 4, 320, Costs.NONE);
        assertThat(report.done()).isEqualTo(320);
        assertThat(report.makespanNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(10));
        assertThat(report.efficiency()).isEqualTo(1);
    }

    @Test
    void theSameSettingsGiveTheSameTrace() {
        Costs costs = new Costs(50_000, 2_000, 5_000, 3_000, 5_000, 3_000, 1_000, 500);
        assertThat(run(20, 3, 1_000, costs)).isEqualTo(run(20, 3, 1_000, costs));
        assertThat(run(20, 3, 1_000, costs).hash())
                .isNotEqualTo(run(20, 3, 1_001, costs).hash());
    }

    @Test
    void whatMessagesCostIsAddedToTheTime() {
        Costs slow = new Costs(0, 0, 0, 10_000_000, 0, 0, 0, 0);
        // Each task comes to the interchange twice, and that is more than the workers need.
        assertThat(run(8, 4, 320, slow).makespanNanos()).isGreaterThanOrEqualTo(2 * 320 * 10_000_000L);
    }

    @Test
    void theTraceIsTheSameOnAnyMachineAndAnyJava() {
        Costs costs = new Costs(50_000, 2_000, 5_000, 3_000, 5_000, 3_000, 1_000, 500);
        assertThat(run(20, 3, 1_000, costs).hash()).isEqualTo("305a44ef80c6f05f");
    }

    @Test
    void whoSharesACoreTakesTurns() {
        // 100 ms of the head and 200 ms of the nodes, for which there is one core.
        Costs costs = new Costs(0, 500_000, 0, 0, 0, 2_000_000, 0, 0);
        Simulation.Settings shared = new Simulation.Settings(4, 1, 100, 0, costs, 1);
        Simulation.Settings own = new Simulation.Settings(4, 1, 100, 0, costs);
        assertThat(Simulation.run(shared).makespanNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
        assertThat(Simulation.run(own).makespanNanos()).isLessThan(TimeUnit.MILLISECONDS.toNanos(250));
    }

    @Test
    void resultsThatAManagerIsTooBusyToSendGoTogether() {
        Costs costs = new Costs(0, 0, 0, 0, 0, 1_000, 0, 0);
        Simulation.Report report = Simulation.run(new Simulation.Settings(1, 100, 10_000, 0, costs));
        assertThat(report.messagesPerTask()).isLessThan(0.2);
    }
}
