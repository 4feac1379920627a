package org.jarsl.interchange.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jarsl.protocol.ManagerId;
import org.jarsl.state.StateTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagerStateCoverageTest {
    private final Set<Object> walked = new HashSet<>();

    @AfterEach
    void stopObserving() {
        StateTable.observe(null);
    }

    /** A transition that is added to the table fails this test until it is walked here. */
    @Test
    void everyTransitionOfAManagerIsWalked() {
        StateTable.observe(walked::add);
        RecordingOutbox outbox = new RecordingOutbox();
        InterchangeCore core =
                new InterchangeCore(new InterchangeCore.Settings(ManagerSelector.Rule.RANDOM, 3, 1000, 100, 1), outbox);
        register(core, 1);
        register(core, 2);
        core.leave(new ManagerId("a", 2), "idle");
        register(core, 3);
        core.expire(5000);
        register(core, 4);
        core.blockEnded("0", "the job ended");
        outbox.expect(
                "registered a",
                "gone a: it was started again",
                "registered a",
                "gone a: idle",
                "registered a",
                "gone a: it was silent for 5000 ms, longer than the heartbeat threshold of 1000 ms",
                "registered a",
                "gone a: the job ended");
        whileItDrains(core);
        outbox.take();
        assertThat(walked).containsExactlyInAnyOrderElementsOf(ManagerState.TABLE.transitions());
        outbox.assertEmpty();
    }

    private static void whileItDrains(InterchangeCore core) {
        drainWithATask(core, 5);
        core.leave(new ManagerId("a", 5), "idle");
        drainWithATask(core, 6);
        core.expire(5000);
        drainWithATask(core, 7);
        core.blockEnded("0", "the job ended");
        drainWithATask(core, 8);
        register(core, 9);
        core.leave(new ManagerId("a", 9), "idle");
        drainWithATask(core, 10);
        core.cancel(List.of(5L, 6L, 7L, 8L, 10L), true);
    }

    private static void drainWithATask(InterchangeCore core, long epoch) {
        core.submit(Samples.tasks(epoch, epoch));
        core.register(
                Samples.manager(new ManagerId("a", epoch), "0", 1, Samples.ONE_CORE_WORKERS), 1, 1000, List.of(), 0);
        core.expire(950);
    }

    private static void register(InterchangeCore core, long epoch) {
        core.register(
                Samples.manager(new ManagerId("a", epoch), "0", 1, Samples.ONE_CORE_WORKERS),
                1,
                Manager.NO_END,
                List.of(),
                0);
    }
}
