package org.jarsl.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever dies, and in whatever order; {@link SimulatedWorkers} checks each effect. */
class ProcessPoolCorePropertyTest {
    private static final int WORKERS = 3;

    enum Action {
        RUN,
        RUN_WIDE,
        END,
        END_AGAIN,
        UP,
        DIE,
        EXIT,
        CANCEL_WAITING,
        CANCEL,
        RETIRE,
        MEMORY,
        TICK,
        HEAR
    }

    record Step(Action action, int choice) {}

    private final Set<Long> cancelled = new HashSet<>();
    private long tasks;

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void eachTaskIsAnsweredOnceOrGivenBackByCancel(@ForAll("steps") List<Step> steps) {
        cancelled.clear();
        tasks = 0;
        SimulatedWorkers world = new SimulatedWorkers(WORKERS);
        for (Step step : steps) {
            perform(world, step.action(), step.choice());
        }
        for (int i = 0; i < 40 + 3 * tasks; i++) {
            for (int rank = 0; rank < WORKERS; rank++) {
                perform(world, Action.UP, rank);
                perform(world, Action.END, rank);
            }
            perform(world, Action.TICK, 0);
            perform(world, Action.HEAR, 0);
        }
        Set<Long> ended = new HashSet<>(world.answers.keySet());
        assertThat(ended).noneMatch(cancelled::contains);
        ended.addAll(cancelled);
        assertThat(ended).hasSize((int) tasks);
    }

    private void perform(SimulatedWorkers world, Action action, int choice) {
        int rank = choice % WORKERS;
        switch (action) {
            case RUN -> world.run(tasks++, 1);
            case RUN_WIDE -> world.run(tasks++, 1 + choice % (WORKERS + 1));
            case END, END_AGAIN -> {
                if (world.jvms.containsKey(rank) && world.jvm(rank).told) {
                    world.die(rank, Death.of(137, "", 0, ""));
                } else {
                    world.end(rank);
                }
            }
            case UP -> {
                if (world.jvms.containsKey(rank)) {
                    world.up(rank);
                }
            }
            case DIE -> die(world, rank, 139);
            case EXIT -> die(world, rank, 1);
            case CANCEL_WAITING -> cancel(world, choice, false);
            case CANCEL -> cancel(world, choice, true);
            case RETIRE -> {
                if (world.jvms.containsKey(rank)) {
                    world.core.retire(rank);
                }
            }
            case MEMORY -> world.core.overMemory(rank, world.running(rank), 1 << 30);
            case TICK -> world.tick(2000);
            case HEAR -> world.hear();
        }
    }

    /** What it has said before is heard before. */
    private static void die(SimulatedWorkers world, int rank, int exitCode) {
        world.hear();
        if (world.jvms.containsKey(rank) && world.jvm(rank).up) {
            world.die(rank, Death.of(exitCode, "", 0, ""));
        }
    }

    private void cancel(SimulatedWorkers world, int choice, boolean running) {
        if (tasks > 0 && world.cancel(choice % tasks, running)) {
            cancelled.add(choice % tasks);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Action.class), Arbitraries.integers().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }
}
