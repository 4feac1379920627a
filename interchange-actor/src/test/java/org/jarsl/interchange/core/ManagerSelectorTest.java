package org.jarsl.interchange.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.interchange.core.Samples.id;
import static org.jarsl.interchange.core.Samples.manager;
import static org.jarsl.interchange.core.Samples.tasks;

import java.util.List;
import org.jarsl.interchange.core.ManagerSelector.Rule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagerSelectorTest {
    private final RecordingOutbox outbox = new RecordingOutbox();

    @AfterEach
    void nothingIsLeft() {
        outbox.assertEmpty();
    }

    @Test
    void randomMakesTheSameChoicesFromTheSameSeed() {
        List<String> first = choices(Rule.RANDOM, 42);
        assertThat(choices(Rule.RANDOM, 42)).isEqualTo(first);
        assertThat(choices(Rule.RANDOM, 43)).isNotEqualTo(first);
        assertThat(choices(Rule.RANDOM, 0)).contains("registered m0");
    }

    @Test
    void randomLeavesNoManagerOut() {
        InterchangeCore core = core(Rule.RANDOM, 7);
        for (int i = 0; i < 10; i++) {
            core.register(manager("m" + i, 1000), 1000, Manager.NO_END, List.of(), 0);
        }
        outbox.take();
        core.submit(tasks(1, 1000));
        assertThat(outbox.take()).hasSize(10);
        assertThat(core.counts().withManagers()).isEqualTo(1000);
    }

    @Test
    void randomSendsSeveralOfManyTasksToEachOfManyManagers() {
        InterchangeCore core = core(Rule.RANDOM, 7);
        registerMany(core, 1000);
        core.submit(tasks(1, 1024));
        List<String> batches = outbox.take();
        assertThat(batches).hasSizeLessThanOrEqualTo(128);
        int most = batches.stream().mapToInt(ManagerSelectorTest::tasksIn).max().orElseThrow();
        assertThat(most).isLessThanOrEqualTo(3 * 32 / 4); // who is chosen three times has had luck
    }

    @Test
    void randomSpreadsFewTasks() {
        InterchangeCore core = core(Rule.RANDOM, 7);
        registerMany(core, 1000);
        core.submit(tasks(1, 127));
        assertThat(outbox.take()).hasSizeGreaterThan(110);
    }

    private void registerMany(InterchangeCore core, int managers) {
        for (int i = 0; i < managers; i++) {
            core.register(manager("m" + i, 32), 32, Manager.NO_END, List.of(), 0);
        }
        outbox.take();
    }

    private static int tasksIn(String batch) {
        return batch.split(" ").length - 2;
    }

    @Test
    void blockFillsTheHighestBlockFirstByNumber() {
        InterchangeCore core = core(Rule.BLOCK, 1);
        register(core, "a", "2", 2);
        register(core, "b", "10", 2);
        register(core, "c", "9", 2);
        core.submit(tasks(1, 5));
        outbox.expect("registered a", "registered b", "registered c", "send b 1.0 2.0", "send c 3.0 4.0", "send a 5.0");
    }

    @Test
    void blockTakesABlockWithoutANumberLast() {
        InterchangeCore core = core(Rule.BLOCK, 1);
        register(core, "a", "login-node", 1);
        register(core, "b", "0", 1);
        core.submit(tasks(1, 2));
        outbox.expect("registered a", "registered b", "send b 1.0", "send a 2.0");
    }

    @Test
    void leastLoadedKeepsTheSharesOfBusyWorkersEven() {
        InterchangeCore core = core(Rule.LEAST_LOADED, 1);
        core.register(manager("a", 4), 4, Manager.NO_END, List.of(), 0);
        core.register(manager("b", 2), 2, Manager.NO_END, List.of(), 0);
        core.submit(tasks(1, 6));
        outbox.expect("registered a", "registered b", "send a 1.0 3.0 4.0 6.0", "send b 2.0 5.0");
    }

    @Test
    void leastLoadedSeesWhatHasEnded() {
        InterchangeCore core = core(Rule.LEAST_LOADED, 1);
        core.register(manager("a", 2), 2, Manager.NO_END, List.of(), 0);
        core.register(manager("b", 2), 2, Manager.NO_END, List.of(), 0);
        core.submit(tasks(1, 2));
        core.results(id("b"), 2, List.of(Samples.result(2, 0)), 0);
        core.submit(tasks(3, 3));
        outbox.expect("registered a", "registered b", "send a 1.0", "send b 2.0", "completed by b 2.0", "send b 3.0");
    }

    private List<String> choices(Rule rule, long seed) {
        InterchangeCore core = core(rule, seed);
        for (int i = 0; i < 8; i++) {
            core.register(manager("m" + i, 4), 8, Manager.NO_END, List.of(), 0);
        }
        core.submit(tasks(1, 30));
        core.leave(id("m3"), "test");
        core.submit(tasks(31, 60));
        return outbox.take();
    }

    private InterchangeCore core(Rule rule, long seed) {
        return new InterchangeCore(new InterchangeCore.Settings(rule, 3, 1000, 100, seed), outbox);
    }

    private static void register(InterchangeCore core, String name, String block, int workers) {
        core.register(
                manager(id(name), block, workers, Samples.ONE_CORE_WORKERS), workers, Manager.NO_END, List.of(), 0);
    }
}
