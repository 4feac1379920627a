package org.jarsl.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WorkerShapeTest {
    private static final long GIB = 1L << 30;

    @Test
    void aTaskOfOneCoreTakesOneWorkerOfAnySize() {
        assertThat(new WorkerShape(0.25, GIB, 0).slotsFor(TaskDemand.ONE_CORE)).isEqualTo(1);
        assertThat(new WorkerShape(64, GIB, 1).slotsFor(TaskDemand.ONE_CORE)).isEqualTo(1);
    }

    @Test
    void coresAreRoundedUpToWholeWorkers() {
        assertThat(new WorkerShape(2, GIB, 0).slotsFor(cores(5))).isEqualTo(3);
        assertThat(new WorkerShape(0.5, GIB, 0).slotsFor(cores(2))).isEqualTo(4);
        assertThat(new WorkerShape(0, GIB, 0).slotsFor(cores(5))).isEqualTo(1);
    }

    @Test
    void memoryIsRoundedUpToWholeWorkers() {
        WorkerShape shape = new WorkerShape(1, 2 * GIB, 0);
        assertThat(shape.slotsFor(memory(2 * GIB))).isEqualTo(1);
        assertThat(shape.slotsFor(memory(2 * GIB + 1))).isEqualTo(2);
        assertThat(new WorkerShape(1, 0, 0).slotsFor(memory(2 * GIB))).isEqualTo(1);
    }

    @Test
    void eachAcceleratorIsAWorkersOwn() {
        assertThat(new WorkerShape(8, GIB, 1).slotsFor(accelerators(3))).isEqualTo(3);
        assertThat(new WorkerShape(8, GIB, 0).slotsFor(accelerators(1))).isEqualTo(WorkerShape.NEVER);
    }

    @Test
    void whatIsScarcestDecides() {
        assertThat(new WorkerShape(4, 4 * GIB, 1).slotsFor(new TaskDemand(8, 20 * GIB, 3)))
                .isEqualTo(5);
    }

    @Test
    void moreMemoryThanThereCanBeIsNotOneWorkersShare() {
        assertThat(new WorkerShape(1, GIB, 0).slotsFor(memory(Long.MAX_VALUE))).isGreaterThan(1_000_000);
    }

    /** A node is divided as cores / workers, which seldom is a whole number. */
    @Property(tries = 5000)
    void aTaskThatAsksForAllCoresFitsTheNode(
            @ForAll @IntRange(min = 1, max = 512) int cores, @ForAll @IntRange(min = 1, max = 512) int wanted) {
        int workers = Math.min(cores, wanted);
        WorkerShape shape = new WorkerShape((double) cores / workers, 0, 0);
        assertThat(shape.slotsFor(cores(cores))).isLessThanOrEqualTo(workers);
    }

    private static TaskDemand cores(int cores) {
        return new TaskDemand(cores, 0, 0);
    }

    private static TaskDemand memory(long bytes) {
        return new TaskDemand(1, bytes, 0);
    }

    private static TaskDemand accelerators(int count) {
        return new TaskDemand(1, 0, count);
    }
}
