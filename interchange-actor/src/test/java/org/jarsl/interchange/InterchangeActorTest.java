package org.jarsl.interchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.actor.SendWindow;
import org.jarsl.interchange.core.ManagerSelector;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.FunctionId;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.WorkerShape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterchangeActorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AppDescriptor APP =
            new AppDescriptor(0, "app", AppKind.JAVA, new FunctionId("A", "a", "()V"), null);

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString(
                    "pekko.actor.provider = cluster, pekko.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }")
            .withFallback(ConfigFactory.parseResources("jarsl-pekko.conf"))
            .withFallback(ConfigFactory.load()));
    private final BlockingQueue<InterchangeEvent> events = new LinkedBlockingQueue<>();
    private final ActorRef<InterchangeMessage> interchange = kit.spawn(InterchangeActor.create(
            new InterchangeSettings(
                    ManagerSelector.Rule.BLOCK,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(600),
                    3,
                    Duration.ofSeconds(30)),
            false,
            events::add));

    @AfterEach
    void shutDown() {
        kit.shutdownTestKit();
    }

    @Test
    void moreMessagesThanTheWindowHoldsWaitForAcknowledgement() {
        int tasks = SendWindow.SIZE + 100;
        TestProbe<ManagerMessage> manager = register("a", 2 * tasks);
        for (int i = 1; i <= tasks; i++) {
            submit(i, i);
        }
        List<ManagerMessage.TaskBatch> first = batches(manager, SendWindow.SIZE);
        manager.expectNoMessage(Duration.ofMillis(100));
        assertThat(first).last().satisfies(batch -> assertThat(batch.number()).isEqualTo(SendWindow.SIZE));
        interchange.tell(new InterchangeMessage.Heartbeat(id("a"), 77, 0, 50, 0, manager.getRef()));
        batches(manager, 50);
        assertThat(manager.expectMessageClass(ManagerMessage.HeartbeatAck.class, PATIENCE))
                .isEqualTo(new ManagerMessage.HeartbeatAck(77, SendWindow.SIZE + 50, 0));
        interchange.tell(new InterchangeMessage.Results(id("a"), 1, 60, 2 * tasks, List.of(result(1))));
        batches(manager, 10);
    }

    @Test
    void resultsThatAreMissedSendTheManagersTasksElsewhere() throws InterruptedException {
        TestProbe<ManagerMessage> manager = register("a", 3);
        submit(1, 3);
        batches(manager, 1);
        TestProbe<ManagerMessage> other = register("b", 3);
        interchange.tell(new InterchangeMessage.Results(id("a"), 2, 1, 3, List.of(result(3))));
        assertThat(manager.expectMessageClass(ManagerMessage.Stop.class, PATIENCE)
                        .reason())
                .contains("results of it were lost");
        assertThat(tasksOf(batches(other, 1))).containsExactly(1L, 2L, 3L);
        assertThat(next(InterchangeEvent.ManagerDown.class).reason()).contains("lost on the way");
    }

    @Test
    void aLastMessageOfResultsThatIsMissedIsNoticedAtTheHeartbeat() {
        TestProbe<ManagerMessage> manager = register("a", 3);
        submit(1, 1);
        batches(manager, 1);
        TestProbe<ManagerMessage> other = register("b", 3);
        interchange.tell(new InterchangeMessage.Heartbeat(id("a"), 77, 1, 1, 0, manager.getRef()));
        manager.expectMessageClass(ManagerMessage.Stop.class, PATIENCE);
        assertThat(tasksOf(batches(other, 1))).containsExactly(1L);
    }

    @Test
    void manyResultsAreAcknowledgedWithoutAHeartbeat() {
        TestProbe<ManagerMessage> manager = register("a", 2 * SendWindow.SIZE);
        submit(1, SendWindow.SIZE);
        int batches = 0;
        for (int tasks = 0; tasks < SendWindow.SIZE; batches++) {
            tasks += batches(manager, 1).get(0).tasks().size();
        }
        for (int i = 0; i < SendWindow.SIZE; i++) {
            interchange.tell(new InterchangeMessage.Results(id("a"), i + 1, 1, 9, List.of(result(i + 1))));
        }
        for (int i = 1; i <= 4; i++) {
            assertThat(manager.expectMessageClass(ManagerMessage.HeartbeatAck.class, PATIENCE))
                    .isEqualTo(new ManagerMessage.HeartbeatAck(0, batches, i * SendWindow.SIZE / 4));
        }
    }

    @Test
    void fewResultsAreAcknowledgedSoon() {
        TestProbe<ManagerMessage> manager = register("a", 1);
        submit(1, 1);
        batches(manager, 1);
        interchange.tell(new InterchangeMessage.Results(id("a"), 1, 1, 1, List.of(result(1))));
        assertThat(manager.expectMessageClass(ManagerMessage.HeartbeatAck.class, PATIENCE))
                .isEqualTo(new ManagerMessage.HeartbeatAck(0, 1, 1));
    }

    @Test
    void aManagerWhoseBlockIsAboutToEndGivesBackItsTasksAndIsStopped() throws InterruptedException {
        TestProbe<ManagerMessage> manager = register("a", 2, Duration.ofSeconds(4));
        submit(1, 2);
        batches(manager, 1);
        assertThat(manager.expectMessageClass(ManagerMessage.CancelTasks.class, PATIENCE))
                .isEqualTo(new ManagerMessage.CancelTasks(List.of(1L, 2L), false));
        TestProbe<ManagerMessage> other = register("b", 2);
        Failure notStarted = Failure.of(Failure.Kind.CANCELLED, "not started");
        interchange.tell(new InterchangeMessage.Results(
                id("a"), 1, 1, 2, List.of(result(1), TaskResult.failed(2, 0, notStarted))));
        assertThat(tasksOf(batches(other, 1))).containsExactly(2L);
        assertThat(next(InterchangeEvent.TasksDone.class).results())
                .extracting(TaskResult::taskId)
                .containsExactly(1L);
        assertThat(manager.expectMessageClass(ManagerMessage.Stop.class, PATIENCE)
                        .reason())
                .contains("about to end");
        assertThat(next(InterchangeEvent.ManagerDown.class).reason()).contains("about to end");
    }

    @Test
    void aNodeOnWhichEverythingFailsIsReported() throws InterruptedException {
        TestProbe<ManagerMessage> bad = register("a", 8);
        submit(1, 8);
        batches(bad, 1);
        TestProbe<ManagerMessage> good = register("b", 8);
        submit(9, 16);
        batches(good, 1);
        interchange.tell(new InterchangeMessage.Results(id("a"), 1, 1, 8, List.of(failed(1))));
        List<TaskResult> well = LongStream.rangeClosed(9, 16)
                .mapToObj(InterchangeActorTest::result)
                .toList();
        interchange.tell(new InterchangeMessage.Results(id("b"), 1, 1, 8, well));
        List<TaskResult> failures = LongStream.rangeClosed(2, 8)
                .mapToObj(InterchangeActorTest::failed)
                .toList();
        interchange.tell(new InterchangeMessage.Results(id("a"), 2, 1, 8, failures));
        assertThat(next(InterchangeEvent.NodeJudged.class)).isEqualTo(new InterchangeEvent.NodeJudged("node-a", true));
    }

    private static TaskResult failed(long taskId) {
        return TaskResult.failed(taskId, 0, Failure.of(Failure.Kind.EXCEPTION, "no space left on device"));
    }

    private static ManagerId id(String name) {
        return new ManagerId(name, 1);
    }

    private static TaskResult result(long taskId) {
        return new TaskResult(taskId, 0, new byte[1], null, null, 0, 0);
    }

    private TestProbe<ManagerMessage> register(String name, int credit) {
        return register(name, credit, null);
    }

    private TestProbe<ManagerMessage> register(String name, int credit, @Nullable Duration timeLeft) {
        TestProbe<ManagerMessage> manager = kit.createTestProbe();
        ManagerInfo info = new ManagerInfo(
                id(name), Version.JARSL, Version.JAVA, name, "node-" + name, 1, 1, new WorkerShape(1, 0, 0), 1, 0, 0);
        interchange.tell(new InterchangeMessage.Register(info, credit, timeLeft, List.of(), manager.getRef()));
        manager.expectMessageClass(ManagerMessage.Registered.class, PATIENCE);
        return manager;
    }

    private void submit(long first, long last) {
        interchange.tell(new InterchangeActor.Submit(
                List.of(APP),
                LongStream.rangeClosed(first, last)
                        .mapToObj(i -> new TaskEnvelope(i, 0, 0, new byte[1], null, null, 0, null, null))
                        .toList()));
    }

    private static List<ManagerMessage.TaskBatch> batches(TestProbe<ManagerMessage> manager, int count) {
        List<ManagerMessage.TaskBatch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(manager.expectMessageClass(ManagerMessage.TaskBatch.class, PATIENCE));
        }
        return batches;
    }

    private static List<Long> tasksOf(List<ManagerMessage.TaskBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.tasks().stream())
                .map(TaskEnvelope::taskId)
                .toList();
    }

    private <E extends InterchangeEvent> E next(Class<E> type) throws InterruptedException {
        for (InterchangeEvent event = poll(); ; event = poll()) {
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    private InterchangeEvent poll() throws InterruptedException {
        InterchangeEvent event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event");
        }
        return event;
    }
}
