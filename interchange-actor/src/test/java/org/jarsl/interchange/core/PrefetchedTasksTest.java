package org.jarsl.interchange.core;

import static org.jarsl.interchange.core.Samples.id;
import static org.jarsl.interchange.core.Samples.manager;
import static org.jarsl.interchange.core.Samples.notStarted;
import static org.jarsl.interchange.core.Samples.tasks;

import java.util.List;
import org.jarsl.protocol.TaskDemand;
import org.jarsl.protocol.TaskEnvelope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that a manager holds ahead, since tasks were short, and that turn out to take long. */
class PrefetchedTasksTest {
    private static final long NEVER_SILENT = 1_000_000_000;
    private static final long LONG = Matching.LONG_HELD_MILLIS;

    private final RecordingOutbox outbox = new RecordingOutbox();
    private final InterchangeCore core = new InterchangeCore(
            new InterchangeCore.Settings(ManagerSelector.Rule.BLOCK, 1, NEVER_SILENT, NEVER_SILENT, 1), outbox);

    @AfterEach
    void nothingIsLeft() {
        outbox.assertEmpty();
    }

    private void register(String name, int workers, int credit) {
        core.register(manager(name, workers), credit, Manager.NO_END, List.of(), 0);
        outbox.expect("registered " + name);
    }

    @Test
    void theyGoToAWorkerThatHasNothingToDo() {
        register("a", 1, 4);
        core.submit(tasks(1, 4));
        outbox.expect("send a 1.0 2.0 3.0 4.0");
        register("b", 1, 1);
        core.expire(LONG - 1);
        outbox.assertEmpty();
        core.expire(LONG);
        outbox.expect("drop a [1, 2, 3, 4]");
        core.results(id("a"), 4, List.of(notStarted(2, 0), notStarted(3, 0), notStarted(4, 0)), LONG);
        // One loss is too many here, so a charged one would have failed.
        outbox.expect("send b 2.1", "send a 3.1 4.1");
        core.expire(3 * LONG);
    }

    @Test
    void theyStayWhereEachWorkerHasSomethingToDo() {
        register("a", 1, 4);
        core.submit(tasks(1, 4));
        outbox.expect("send a 1.0 2.0 3.0 4.0");
        core.expire(LONG);
    }

    @Test
    void theyStayIfTheWorkerThatWaitsCannotRunThem() {
        register("a", 2, 4);
        TaskDemand twoCores = new TaskDemand(2, 0, 0);
        core.submit(List.of(
                new TaskEnvelope(1, 0, 0, new byte[0], null, twoCores, 0, null, null),
                new TaskEnvelope(2, 0, 0, new byte[0], null, twoCores, 0, null, null)));
        outbox.expect("send a 1.0 2.0");
        register("b", 1, 1);
        core.expire(LONG);
    }
}
