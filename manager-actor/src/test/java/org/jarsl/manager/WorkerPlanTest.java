package org.jarsl.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jarsl.interchange.InterchangeAddress;
import org.jarsl.protocol.TaskDemand;
import org.jarsl.protocol.WorkerShape;
import org.junit.jupiter.api.Test;

class WorkerPlanTest {
    private static final long GIB = 1L << 30;

    @Test
    void thereAreAsManyWorkersAsTheCoresAllow() {
        assertThat(plan(settings(0, 1, 0), 64).workers()).isEqualTo(64);
        assertThat(plan(settings(0, 3, 0), 64).workers()).isEqualTo(21);
        assertThat(plan(settings(0, 0.5, 0), 4).workers()).isEqualTo(8);
    }

    @Test
    void memoryPerWorkerLimitsTheWorkers() {
        assertThat(plan(settings(0, 1, 3 * GIB), 64).workers()).isEqualTo(5);
    }

    @Test
    void theSitesLimitLimitsTheWorkers() {
        assertThat(plan(settings(2, 1, 0), 64).workers()).isEqualTo(2);
        assertThat(plan(settings(200, 1, 0), 64).workers()).isEqualTo(64);
    }

    @Test
    void thereIsOneWorkerForEachAccelerator() {
        assertThat(plan(settings(0, 1, 0, "none", "0", "1", "2"), 64).workers()).isEqualTo(3);
        assertThat(plan(settings(0, 1, 0, "none", "0", "1", "2"), 2).workers()).isEqualTo(2);
    }

    @Test
    void theLeastOfAllLimitsCountsAndThereIsAlwaysOneWorker() {
        assertThat(plan(settings(3, 1, 8 * GIB, "none", "0", "1", "2", "3"), 64).workers())
                .isEqualTo(2);
        assertThat(plan(settings(0, 8, 0), 4).workers()).isEqualTo(1);
        assertThat(plan(settings(0, 1, 100 * GIB), 4).workers()).isEqualTo(1);
    }

    @Test
    void aWorkersShareIsTheNodesDividedByTheWorkers() {
        assertThat(plan(settings(2, 1, 0), 8).shape()).isEqualTo(new WorkerShape(4, 8 * GIB, 0));
        assertThat(plan(settings(0, 2, 3 * GIB), 8).shape()).isEqualTo(new WorkerShape(2, 3 * GIB, 0));
        assertThat(plan(settings(0, 1, 0, "none", "0", "1"), 8).shape()).isEqualTo(new WorkerShape(4, 8 * GIB, 1));
    }

    @Test
    void aTaskThatAsksForTheWholeNodeFitsItsWorkers() {
        WorkerPlan plan = plan(settings(13, 1, 0), 15);
        assertThat(plan.shape().slotsFor(new TaskDemand(15, 0, 0))).isLessThanOrEqualTo(plan.workers());
    }

    @Test
    void eachWorkersEnvironmentNamesItAndItsAccelerator() {
        WorkerPlan plan = plan(settings(0, 1, 0, "none", "4", "7"), 2);
        assertThat(plan.environments()).hasSize(2);
        assertThat(plan.environments().get(1))
                .containsEntry("JARSL_WORKER_RANK", "1")
                .containsEntry("JARSL_WORKER_COUNT", "2")
                .containsEntry("JARSL_MANAGER_ID", "block-9-n1-42")
                .containsEntry("JARSL_BLOCK_ID", "9")
                .containsEntry("CUDA_VISIBLE_DEVICES", "7")
                .containsEntry("ROCR_VISIBLE_DEVICES", "7")
                .containsEntry("ZE_AFFINITY_MASK", "7")
                .hasSize(7);
        assertThat(plan.environments().get(0)).containsEntry("CUDA_VISIBLE_DEVICES", "4");
    }

    @Test
    void withoutAcceleratorsNoDeviceIsNamed() {
        assertThat(plan(settings(0, 1, 0), 1).environments().get(0)).doesNotContainKey("CUDA_VISIBLE_DEVICES");
    }

    @Test
    void withoutAffinityNothingIsPinned() {
        assertThat(plan(settings(0, 1, 0), 4).cpus()).isEmpty();
    }

    @Test
    void blockAffinityGivesNeighbouringCores() {
        assertThat(WorkerPlan.cpus("block", 8, 2)).containsExactly("0,1,2,3", "4,5,6,7");
        assertThat(WorkerPlan.cpus("block", 7, 2)).as("one core is left over").containsExactly("0,1,2", "3,4,5");
    }

    @Test
    void blockReverseAffinityBeginsAtTheLastCore() {
        assertThat(WorkerPlan.cpus("block-reverse", 8, 2)).containsExactly("7,6,5,4", "3,2,1,0");
    }

    @Test
    void alternatingAffinityDealsTheCoresOut() {
        assertThat(WorkerPlan.cpus("alternating", 8, 2)).containsExactly("0,2,4,6", "1,3,5,7");
    }

    @Test
    void moreWorkersThanCoresShareThem() {
        assertThat(WorkerPlan.cpus("block", 2, 4)).containsExactly("0", "1", "0", "1");
        assertThat(WorkerPlan.cpus("block-reverse", 2, 4)).containsExactly("1", "0", "1", "0");
        assertThat(WorkerPlan.cpus("alternating", 2, 4)).containsExactly("0", "1", "0", "1");
    }

    @Test
    void listAffinityIsTakenAsItIs() {
        assertThat(WorkerPlan.cpus("list:0-3,8:4-7,9:10", 64, 2)).containsExactly("0-3,8", "4-7,9");
    }

    @Test
    void aListThatIsTooShortIsAnError() {
        assertThatThrownBy(() -> WorkerPlan.cpus("list:0-3:4-7", 64, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cpu-affinity \"list:0-3:4-7\" has 2 lists of cores, but there are 3 workers");
    }

    @Test
    void anUnknownAffinityIsAnError() {
        assertThatThrownBy(() -> WorkerPlan.cpus("diagonal", 4, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown cpu-affinity \"diagonal\"");
    }

    private static WorkerPlan plan(ManagerSettings settings, int cores) {
        return WorkerPlan.of(settings, cores, 16 * GIB);
    }

    private static ManagerSettings settings(int maxWorkers, double coresPerWorker, long memoryPerWorkerBytes) {
        return settings(maxWorkers, coresPerWorker, memoryPerWorkerBytes, "none");
    }

    private static ManagerSettings settings(
            int maxWorkers,
            double coresPerWorker,
            long memoryPerWorkerBytes,
            String cpuAffinity,
            String... accelerators) {
        return new ManagerSettings(
                new InterchangeAddress("pekko://jarsl@head:1", "pekko://jarsl@head:1/user/interchange"),
                "block-9-n1-42",
                "9",
                "n1",
                Path.of("log"),
                maxWorkers,
                coresPerWorker,
                memoryPerWorkerBytes,
                List.of(accelerators),
                cpuAffinity,
                -1,
                1024,
                "tcp",
                false,
                List.of(),
                Duration.ofSeconds(1),
                null);
    }
}
