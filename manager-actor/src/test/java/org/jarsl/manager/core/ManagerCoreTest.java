package org.jarsl.manager.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jarsl.protocol.TaskDemand;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.WorkerShape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagerCoreTest {
    private static final WorkerShape ONE_CORE = new WorkerShape(1, 0, 0);
    private static final long LONG_MICROS = 60_000_000;
    private static final int ADAPT = -1;

    private final RecordingOutbox outbox = new RecordingOutbox();

    @AfterEach
    void nothingIsLeft() {
        outbox.assertEmpty();
    }

    @Test
    void tasksStartInTheOrderInWhichTheyCame() {
        ManagerCore core = manager(2, 0);
        core.tasks(List.of(task(3), task(1), task(2)));
        outbox.expect("start 3.0 on 1", "start 1.0 on 1");
        assertThat(core.ended(1, 0, LONG_MICROS)).isTrue();
        outbox.expect("start 2.0 on 1");
        assertThat(core.held()).isEqualTo(2);
    }

    @Test
    void anEndThatIsNotAwaitedIsNotHeard() {
        ManagerCore core = manager(1, 0);
        core.tasks(List.of(task(1).withAttempt(4), task(2)));
        outbox.expect("start 1.4 on 1");
        assertThat(core.ended(1, 3, 1)).isFalse();
        assertThat(core.ended(2, 0, 1)).isFalse();
        assertThat(core.ended(9, 0, 1)).isFalse();
        assertThat(core.held()).isEqualTo(2);
        assertThat(core.ended(1, 4, LONG_MICROS)).isTrue();
        assertThat(core.ended(1, 4, LONG_MICROS)).isFalse();
        outbox.expect("start 2.0 on 1");
    }

    @Test
    void aWideTaskWaitsUntilItsWorkersAreFree() {
        ManagerCore core = manager(3, 0);
        core.tasks(List.of(task(1), task(2), wide(3, 3), task(4)));
        outbox.expect("start 1.0 on 1", "start 2.0 on 1");
        core.ended(1, 0, LONG_MICROS);
        outbox.assertEmpty();
        core.ended(2, 0, LONG_MICROS);
        outbox.expect("start 3.0 on 3");
        core.ended(3, 0, LONG_MICROS);
        outbox.expect("start 4.0 on 1");
    }

    @Test
    void aTaskThatAsksForMoreThanThereIsGetsAllWorkers() {
        ManagerCore core = manager(2, 0);
        core.tasks(List.of(wide(1, 50)));
        outbox.expect("start 1.0 on 2");
    }

    @Test
    void narrowTasksAreHandedOnAheadOfFreeWorkersWhenTheyAreShort() {
        ManagerCore core = manager(2, 5);
        core.tasks(tasks(1, 9));
        assertThat(outbox.take()).as("workers and prefetch").isEqualTo(7);
        assertThat(core.held()).isEqualTo(9);
    }

    @Test
    void nothingIsHandedOnAheadWhileAWideTaskRuns() {
        ManagerCore core = manager(4, 20);
        core.tasks(List.of(wide(1, 2), task(2), task(3), task(4), task(5)));
        outbox.expect("start 1.0 on 2", "start 2.0 on 1", "start 3.0 on 1");
        core.ended(1, 0, LONG_MICROS);
        outbox.expect("start 4.0 on 1", "start 5.0 on 1");
    }

    @Test
    void aWideTaskWaitsForWhatWasHandedOnAhead() {
        ManagerCore core = manager(2, 2);
        core.tasks(List.of(task(1), task(2), task(3), task(4), wide(5, 2)));
        assertThat(outbox.take()).isEqualTo(4);
        core.ended(1, 0, LONG_MICROS);
        core.ended(2, 0, LONG_MICROS);
        core.ended(3, 0, LONG_MICROS);
        outbox.assertEmpty();
        core.ended(4, 0, LONG_MICROS);
        outbox.expect("start 5.0 on 2");
    }

    @Test
    void whatHasNotStartedIsGivenBack() {
        ManagerCore core = manager(1, 1);
        core.tasks(tasks(1, 4));
        outbox.expect("start 1.0 on 1", "start 2.0 on 1");
        outbox.droppable.add(2L);
        assertThat(core.giveBack()).extracting(TaskEnvelope::taskId).containsExactlyInAnyOrder(2L, 3L, 4L);
        assertThat(outbox.take()).as("asked whether they have started").isEqualTo(2);
        assertThat(core.held()).isEqualTo(1);
    }

    @Test
    void whileItIsPausedNothingStartsNotEvenWhatWasHandedAhead() {
        ManagerCore core = manager(1, 3);
        core.tasks(tasks(1, 5));
        assertThat(outbox.take()).as("workers, and what is handed on ahead").isEqualTo(4);
        outbox.droppable.addAll(List.of(2L, 3L, 4L));
        core.pause();
        outbox.expect("drop 4.0", "drop 3.0", "drop 2.0", "drop 1.0");
        core.pause();
        core.ended(1, 0, LONG_MICROS);
        outbox.assertEmpty();
        core.resume();
        outbox.expect("start 2.0 on 1", "start 3.0 on 1", "start 4.0 on 1", "start 5.0 on 1");
    }

    @Test
    void cancellingARunningTaskStopsItAndStartsTheNext() {
        ManagerCore core = manager(1, 0);
        core.tasks(List.of(task(1), task(2)));
        core.cancel(List.of(1L), true);
        outbox.expect("start 1.0 on 1", "stop 1.0", "start 2.0 on 1");
        assertThat(core.ended(1, 0, 1)).as("nothing more is to be said of it").isFalse();
        assertThat(core.held()).isEqualTo(1);
    }

    @Test
    void cancellingAQueuedTaskForgetsIt() {
        ManagerCore core = manager(1, 0);
        core.tasks(List.of(task(1), task(2), task(3)));
        core.cancel(List.of(2L, 77L), true);
        core.ended(1, 0, LONG_MICROS);
        outbox.expect("start 1.0 on 1", "start 3.0 on 1");
    }

    @Test
    void whatMayRunToItsEndIsDroppedOnlyWhereItHasNotBegun() {
        ManagerCore core = manager(1, 3);
        core.tasks(List.of(task(1), task(2), task(3), task(4), task(5)));
        outbox.expect("start 1.0 on 1", "start 2.0 on 1", "start 3.0 on 1", "start 4.0 on 1");
        outbox.droppable.add(2L);
        assertThat(core.cancel(List.of(1L, 2L, 5L), false))
                .extracting(TaskEnvelope::taskId)
                .containsExactly(2L, 5L);
        outbox.expect("drop 1.0", "drop 2.0");
        assertThat(core.ended(2, 0, 1)).isFalse();
        assertThat(core.ended(1, 0, LONG_MICROS)).isTrue();
        assertThat(core.held()).isEqualTo(2);
    }

    @Test
    void cancellingAWideTaskThatWaitsLetsOthersPass() {
        ManagerCore core = manager(2, 0);
        core.tasks(List.of(task(1), wide(2, 2), task(3)));
        outbox.expect("start 1.0 on 1");
        core.cancel(List.of(2L), true);
        outbox.expect("start 3.0 on 1");
    }

    @Test
    void aFixedPrefetchIsKeptWhateverTheTasksLast() {
        ManagerCore core = manager(4, 10);
        assertThat(core.credit()).isEqualTo(14);
        run(core, 50, 1);
        assertThat(core.credit()).isEqualTo(14);
        run(core, 50, LONG_MICROS);
        assertThat(core.credit()).isEqualTo(14);
    }

    @Test
    void nothingIsPrefetchedBeforeADurationIsKnown() {
        assertThat(manager(4, ADAPT).credit()).isEqualTo(4);
    }

    @Test
    void shortTasksArePrefetchedInNumbers() {
        ManagerCore core = manager(4, ADAPT);
        run(core, 1, 100);
        assertThat(core.credit()).isEqualTo(4 + 4 * ManagerCore.PREFETCH_MICROS / 100);
    }

    @Test
    void prefetchHasABoundForTasksThatTakeNoTime() {
        ManagerCore core = manager(4, ADAPT);
        run(core, 100, 0);
        assertThat(core.credit()).isEqualTo(4 + 4 * ManagerCore.MAX_PREFETCH_PER_WORKER);
    }

    @Test
    void tasksOverTenMillisecondsAreNotPrefetched() {
        ManagerCore core = manager(4, ADAPT);
        run(core, 1, ManagerCore.PREFETCH_MICROS);
        assertThat(core.credit()).isEqualTo(8);
        run(core, 1, ManagerCore.PREFETCH_MICROS + 100);
        assertThat(core.credit()).isEqualTo(4);
    }

    @Test
    void creditFollowsTheTasksWhenTheyChange() {
        ManagerCore core = manager(2, ADAPT);
        run(core, 100, 100);
        assertThat(core.credit()).isGreaterThan(100);
        run(core, 100, 50_000);
        assertThat(core.credit()).isEqualTo(2);
        run(core, 200, 100);
        assertThat(core.credit()).isGreaterThan(100);
    }

    @Test
    void resultsOfShortTasksWaitForEachOtherAsLongAsManyMoreAreToCome() {
        ManagerCore core = manager(2, ADAPT);
        run(core, 1, 100); // so that two workers end ten such tasks in half a millisecond
        core.tasks(tasks(1, 30));
        outbox.expect(started(1, 30));
        assertThat(core.areWorthAMessage(9)).isFalse();
        assertThat(core.areWorthAMessage(10)).isTrue();
    }

    @Test
    void resultsWaitForNobodyWhenFewAreToCome() {
        ManagerCore core = manager(2, ADAPT);
        run(core, 1, 100);
        core.tasks(tasks(1, 9));
        outbox.expect(started(1, 9));
        assertThat(core.areWorthAMessage(1)).isTrue();
    }

    @Test
    void resultsWaitForNobodyWhenTasksTakeLongOrNothingIsKnownOfThem() {
        ManagerCore core = manager(2, 98);
        core.tasks(tasks(1, 100));
        outbox.expect(started(1, 100));
        assertThat(core.areWorthAMessage(1)).isTrue();
        core.ended(1, 0, 2_000);
        assertThat(core.areWorthAMessage(1)).isTrue();
    }

    /** Also the model of what may be handed on: in order, and with a wide task no more than there are workers. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatIsHandedOnKeepsTheOrderAndTheBounds(
            @ForAll @IntRange(min = 1, max = 6) int workers,
            @ForAll @IntRange(min = -1, max = 12) int prefetch,
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 40) Integer> choices) {
        HandedTasks handed = new HandedTasks(workers, prefetch);
        choices.forEach(handed::step);
        handed.finish();
    }

    private ManagerCore manager(int workers, int prefetch) {
        return new ManagerCore(workers, prefetch, ONE_CORE, outbox);
    }

    /** Runs tasks one after the other. */
    private void run(ManagerCore core, int count, long durationMicros) {
        IntStream.range(0, count).forEach(id -> {
            core.tasks(List.of(task(id)));
            outbox.expect("start " + id + ".0 on 1");
            core.ended(id, 0, durationMicros);
        });
        assertThat(core.held()).isZero();
    }

    private static String[] started(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(id -> "start " + id + ".0 on 1")
                .toArray(String[]::new);
    }

    static List<TaskEnvelope> tasks(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(ManagerCoreTest::task)
                .toList();
    }

    static TaskEnvelope task(long id) {
        return task(id, null);
    }

    static TaskEnvelope wide(long id, int workers) {
        return task(id, new TaskDemand(workers, 0, 0));
    }

    private static TaskEnvelope task(long id, @Nullable TaskDemand demand) {
        return new TaskEnvelope(id, 0, 0, new byte[0], null, demand, 0, null, null);
    }
}
