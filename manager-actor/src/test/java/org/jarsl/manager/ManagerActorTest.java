package org.jarsl.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.actor.LargeValues;
import org.jarsl.codec.ValueCodec;
import org.jarsl.interchange.InterchangeAddress;
import org.jarsl.interchange.Version;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.FunctionId;
import org.jarsl.protocol.Held;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.LargeValue;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.ValueMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manager of one worker in this JVM, with a probe for the interchange. */
class ManagerActorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final AppDescriptor COUNT = new AppDescriptor(
            0, "count", AppKind.JAVA, new FunctionId(ManagerActorTest.class.getName(), "count", "(I)I"), null);

    private static final AppDescriptor LARGE = new AppDescriptor(
            0, "large", AppKind.JAVA, new FunctionId(ManagerActorTest.class.getName(), "large", "(I)[B"), null);
    private static final AppDescriptor WAIT = new AppDescriptor(
            1,
            "untilExists",
            AppKind.JAVA,
            new FunctionId(
                    ManagerActorTest.class.getName(), "untilExists", "(Ljava/nio/file/Path;Ljava/nio/file/Path;)I"),
            null);

    @TempDir
    Path directory;

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local")
            .withFallback(ConfigFactory.parseResources("jarsl-pekko.conf"))
            .withFallback(ConfigFactory.load()));
    private final TestProbe<InterchangeMessage> interchange = kit.createTestProbe();
    private final TestProbe<ValueMessage> holder = kit.createTestProbe();
    private final ManagerId id = new ManagerId("m", 1);

    private @Nullable Holdings holdings;
    private @Nullable Connection connection;

    static int count(int x) {
        CALLS.incrementAndGet();
        return x;
    }

    static byte[] large(int x) {
        return new byte[2 * LargeValues.MAX_INLINE_BYTES];
    }

    static int untilExists(Path started, Path file) throws IOException, InterruptedException {
        Files.writeString(started, "");
        for (int i = 0; i < 10_000 && !Files.exists(file); i++) {
            Thread.sleep(5);
        }
        return 5;
    }

    @BeforeEach
    void nothingCounted() {
        CALLS.set(0);
    }

    @AfterEach
    void shutDown() {
        kit.shutdownTestKit();
    }

    @Test
    void aManagerThatWasNeverAnsweredIsMorePatientThanOneThatWas() {
        ActorRef<ManagerMessage> manager = started(Duration.ofMillis(100));
        // Two are half a second apart, and so are its looks whether there is silence.
        for (int i = 0; i < 4; i++) {
            interchange.expectMessageClass(InterchangeMessage.Register.class, PATIENCE);
        }
        manager.tell(new ManagerMessage.Registered(id, Duration.ofMinutes(10), Duration.ofMinutes(20)));
        interchange.expectTerminated(manager, PATIENCE);
    }

    @Test
    void tasksThatAreMissedMakeTheManagerLeave() {
        ActorRef<ManagerMessage> manager = registered();
        manager.tell(new ManagerMessage.TaskBatch(2, 0, List.of(COUNT), List.of(task(1))));
        assertThat(interchange.expectMessageClass(InterchangeMessage.Leaving.class, PATIENCE))
                .isEqualTo(new InterchangeMessage.Leaving(id, "tasks were lost on the way to this manager", manager));
        manager.tell(new ManagerMessage.Stop("left"));
        interchange.expectTerminated(manager, PATIENCE);
        assertThat(CALLS).hasValue(0);
    }

    @Test
    void aLastBatchThatIsMissedIsNoticedByTheAnswerToAHeartbeatAndTheManagerLeavesAlsoUnanswered() {
        ActorRef<ManagerMessage> manager = registered();
        manager.tell(new ManagerMessage.TaskBatch(1, 0, List.of(COUNT), List.of(task(1))));
        assertThat(result().failure()).isNull();
        manager.tell(new ManagerMessage.HeartbeatAck(0, 1, 1));
        manager.tell(new ManagerMessage.HeartbeatAck(0, 2, 1));
        interchange.expectMessageClass(InterchangeMessage.Leaving.class, PATIENCE);
        interchange.expectTerminated(manager, PATIENCE);
    }

    @Test
    void aTaskThatIsCancelledWhileItsArgumentsComeNeverStarts() {
        ActorRef<ManagerMessage> manager = registered();
        ValueMessage.ReadPart asked = largeTask(manager);
        manager.tell(new ManagerMessage.CancelTasks(List.of(1L), true));
        LargeValues.answer(asked, arguments());
        holder.expectMessageClass(ValueMessage.Release.class, PATIENCE);
        manager.tell(new ManagerMessage.TaskBatch(2, 0, List.of(), List.of(task(2))));
        assertThat(result().taskId()).isEqualTo(2);
        assertThat(CALLS).hasValue(1);
    }

    @Test
    void aTaskThatMayRunToItsEndIsDroppedWhileItsArgumentsComeAndSaysSo() {
        ActorRef<ManagerMessage> manager = registered();
        ValueMessage.ReadPart asked = largeTask(manager);
        manager.tell(new ManagerMessage.CancelTasks(List.of(1L), false));
        assertThat(result())
                .satisfies(result -> assertThat(result.taskId()).isEqualTo(1))
                .extracting(ManagerActorTest::kind)
                .isEqualTo(Failure.Kind.CANCELLED);
        LargeValues.answer(asked, arguments());
        holder.expectMessageClass(ValueMessage.Release.class, PATIENCE);
        manager.tell(new ManagerMessage.TaskBatch(2, 0, List.of(), List.of(task(2))));
        assertThat(result().taskId()).isEqualTo(2);
        assertThat(CALLS).hasValue(1);
    }

    @Test
    void aManagerWhoseProcessIsToEndGivesBackWhatHasNotStartedAndLeavesWhenTheRestHasEnded() throws Exception {
        Path end = directory.resolve("end");
        ActorRef<ManagerMessage> manager = registered();
        startWaiting(manager, end);
        manager.tell(ManagerActor.Leave.LEAVE);
        assertThat(interchange.expectMessageClass(InterchangeMessage.Results.class, PATIENCE))
                .satisfies(none -> assertThat(none.credit()).isZero())
                .satisfies(none -> assertThat(none.results()).isEmpty());
        assertThat(result()).satisfies(back -> assertThat(back.taskId()).isEqualTo(2));
        manager.tell(new ManagerMessage.TaskBatch(2, 0, List.of(), List.of(task(3))));
        assertThat(result())
                .satisfies(back -> assertThat(back.taskId()).isEqualTo(3))
                .extracting(ManagerActorTest::kind)
                .isEqualTo(Failure.Kind.CANCELLED);
        Files.writeString(end, "");
        assertThat(result())
                .satisfies(ended -> assertThat(ended.taskId()).isEqualTo(1))
                .satisfies(ended -> assertThat(ended.failure()).isNull());
        assertThat(interchange.expectMessageClass(InterchangeMessage.Leaving.class, PATIENCE))
                .isEqualTo(new InterchangeMessage.Leaving(id, "its process was told to end", manager));
        assertThat(CALLS).hasValue(0);
    }

    @Test
    void aManagerThatDrainsLeavesWhatRunsWhenItsPatienceIsOver() throws Exception {
        ActorRef<ManagerMessage> manager = registered();
        startWaiting(manager, directory.resolve("never"));
        manager.tell(ManagerActor.Leave.LEAVE);
        manager.tell(ManagerActor.Leave.LEAVE);
        interchange.expectMessageClass(InterchangeMessage.Results.class, PATIENCE);
        assertThat(result().taskId()).isEqualTo(2);
        interchange.expectMessageClass(InterchangeMessage.Leaving.class, PATIENCE);
    }

    @Test
    void aManagerThatDrainsAndIsToldToStopEndsAtOnce() throws Exception {
        ActorRef<ManagerMessage> manager = registered();
        startWaiting(manager, directory.resolve("never"));
        manager.tell(ManagerActor.Leave.LEAVE);
        manager.tell(new ManagerMessage.Stop("the head closes"));
        interchange.expectTerminated(manager, PATIENCE);
    }

    @Test
    void aManagerThatDrainsWaitsUntilItsLargeResultsHaveBeenFetched() throws Exception {
        TestProbe<ValueMessage.ValuePart> reader = kit.createTestProbe();
        ActorRef<ManagerMessage> manager = registered();
        manager.tell(new ManagerMessage.TaskBatch(1, 0, List.of(LARGE), List.of(task(1))));
        LargeValue large = result().largeValue();
        assertThat(large).isNotNull();
        manager.tell(ManagerActor.Leave.LEAVE);
        interchange.expectMessageClass(InterchangeMessage.Results.class, PATIENCE);
        large.holder().tell(new ValueMessage.ReadPart(large.id(), 0, 10, reader.getRef()));
        reader.expectMessageClass(ValueMessage.ValuePart.class, PATIENCE);
        large.holder().tell(new ValueMessage.Release(large.id()));
        interchange.expectMessageClass(InterchangeMessage.Leaving.class, PATIENCE);
    }

    @Test
    void aManagerThatHasStoodStillStartsNothingBeforeItHasHeardOfTheInterchange() {
        Duration threshold = Duration.ofMillis(50);
        ActorRef<ManagerMessage> manager = registered(Duration.ofMinutes(10), threshold);
        long end = System.nanoTime() + threshold.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        manager.tell(new ManagerMessage.TaskBatch(1, 0, List.of(COUNT), List.of(task(1))));
        manager.tell(new ManagerMessage.HeartbeatAck(end - 2 * threshold.toNanos(), 1, 0));
        manager.tell(new ManagerMessage.CancelTasks(List.of(1L), false));
        assertThat(result()).extracting(ManagerActorTest::kind).isEqualTo(Failure.Kind.CANCELLED);
        manager.tell(new ManagerMessage.TaskBatch(2, 0, List.of(), List.of(task(2))));
        manager.tell(new ManagerMessage.HeartbeatAck(System.nanoTime() + threshold.toNanos() * 1000, 2, 1));
        assertThat(result().taskId()).isEqualTo(2);
        assertThat(CALLS).hasValue(1);
    }

    @Test
    void aManagerWhoseInterchangeIsSilentTakesWhatItRunsAndHasToAnother() throws Exception {
        Path end = directory.resolve("end");
        ActorRef<ManagerMessage> manager = registered(Duration.ofMillis(100), Duration.ofMinutes(20));
        manager.tell(new ManagerMessage.TaskBatch(1, 0, List.of(COUNT), List.of(task(9))));
        assertThat(result().taskId()).isEqualTo(9);
        startWaiting(manager, 2, end);
        InterchangeAddress other = new InterchangeAddress("other seed", "other interchange");
        other.write(directory);
        interchange.expectTerminated(manager, PATIENCE);
        assertThat(Objects.requireNonNull(connection).next().join()).contains(other);

        TestProbe<InterchangeMessage> next = kit.createTestProbe();
        ActorRef<ManagerMessage> again =
                kit.spawn(ManagerActor.create(Objects.requireNonNull(holdings), connection.to(other), next.getRef()));
        InterchangeMessage.Register register = next.expectMessageClass(InterchangeMessage.Register.class, PATIENCE);
        assertThat(register.info().id()).isEqualTo(new ManagerId("m", 2));
        assertThat(register.held()).containsExactly(new Held(1, 0, null, 1), new Held(9, 0, null, 0));
        again.tell(new ManagerMessage.Registered(register.info().id(), Duration.ofMinutes(10), Duration.ofMinutes(20)));
        assertThat(results(next)).containsExactly(9L);
        Files.writeString(end, "");
        assertThat(results(next)).containsExactly(1L);
        assertThat(CALLS).as("task 2 is somebody else's").hasValue(1);
    }

    @Test
    void aManagerWhoseResultsAreNotAcknowledgedLooksForAnotherInterchangeBeforeTheNextHeartbeat() throws Exception {
        ActorRef<ManagerMessage> manager = registered();
        manager.tell(new ManagerMessage.TaskBatch(1, 0, List.of(COUNT), List.of(task(1))));
        assertThat(result().failure()).isNull();
        InterchangeAddress other = new InterchangeAddress("other seed", "other interchange");
        other.write(directory);
        interchange.expectTerminated(manager, PATIENCE);
        assertThat(Objects.requireNonNull(connection).next().join()).contains(other);
    }

    private static List<Long> results(TestProbe<InterchangeMessage> probe) {
        return probe
                .fishForMessage(
                        PATIENCE,
                        message -> message instanceof InterchangeMessage.Results
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .stream()
                .flatMap(message -> ((InterchangeMessage.Results) message).results().stream())
                .map(TaskResult::taskId)
                .toList();
    }

    /** Task 1 runs until the file is there, task 2 waits for it. */
    private void startWaiting(ActorRef<ManagerMessage> manager, Path end) throws Exception {
        startWaiting(manager, 1, end);
    }

    private void startWaiting(ActorRef<ManagerMessage> manager, long batch, Path end) throws Exception {
        Path started = directory.resolve("started");
        ByteArrayOutputStream arguments = new ByteArrayOutputStream();
        arguments.write(new ValueCodec().encode(started, Path.class));
        arguments.write(new ValueCodec().encode(end, Path.class));
        TaskEnvelope waiting = new TaskEnvelope(1, 0, 1, arguments.toByteArray(), null, null, 0, null, null);
        manager.tell(new ManagerMessage.TaskBatch(batch, 0, List.of(COUNT, WAIT), List.of(waiting, task(2))));
        interchange.awaitAssert(PATIENCE, () -> {
            assertThat(started).exists();
            return null;
        });
    }

    private static Failure.@Nullable Kind kind(TaskResult result) {
        return result.failure() == null ? null : result.failure().kind();
    }

    private ActorRef<ManagerMessage> registered() {
        return registered(Duration.ofMinutes(10), Duration.ofMinutes(20));
    }

    private ActorRef<ManagerMessage> registered(Duration heartbeatPeriod, Duration heartbeatThreshold) {
        ActorRef<ManagerMessage> manager = started(Duration.ofMinutes(10));
        interchange.expectMessageClass(InterchangeMessage.Register.class, PATIENCE);
        manager.tell(new ManagerMessage.Registered(id, heartbeatPeriod, heartbeatThreshold));
        return manager;
    }

    private ActorRef<ManagerMessage> started(Duration patience) {
        ManagerSettings settings = new ManagerSettings(
                new InterchangeAddress("seed", "interchange"),
                "m",
                "0",
                "node",
                directory,
                1,
                1,
                0,
                List.of(),
                "none",
                0,
                1 << 20,
                "tcp",
                false,
                List.of(),
                patience,
                null);
        WorkerPlan plan = WorkerPlan.of(settings, 1, 0);
        ManagerInfo info = new ManagerInfo(id, Version.JARSL, Version.JAVA, "0", "node", 1, 1, plan.shape(), 1, 0, 0);
        Machine machine = new ThisMachine(settings, info, plan);
        holdings = new Holdings(settings, info, machine);
        connection = Connection.first(settings.interchange(), machine);
        return kit.spawn(ManagerActor.create(holdings, connection, interchange.getRef()));
    }

    /** Sends task 1 with its arguments elsewhere; returns what the manager asks for. */
    private ValueMessage.ReadPart largeTask(ActorRef<ManagerMessage> manager) {
        LargeValue large = new LargeValue(1, arguments().length, holder.getRef());
        TaskEnvelope task = task(1).withArguments(TaskResult.NO_BYTES, large);
        manager.tell(new ManagerMessage.TaskBatch(1, 0, List.of(COUNT), List.of(task)));
        return holder.expectMessageClass(ValueMessage.ReadPart.class, PATIENCE);
    }

    private static TaskEnvelope task(long taskId) {
        return new TaskEnvelope(taskId, 0, 0, arguments(), null, null, 0, null, null);
    }

    private static byte[] arguments() {
        try {
            return new ValueCodec().encode(5, int.class);
        } catch (org.jarsl.codec.CodecException e) {
            throw new AssertionError(e);
        }
    }

    /** The next result; the manager registers again as long as it has no answer, which does not count. */
    private TaskResult result() {
        return interchange
                .expectMessageClass(InterchangeMessage.Results.class, PATIENCE)
                .results()
                .get(0);
    }
}
