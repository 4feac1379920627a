package org.jarsl.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.SerializationTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jarsl.actor.LargeValues;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message that crosses JVMs, through the serializer that the configuration binds to {@link Wire}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireSerializationTest {
    private static final Config CONFIG = ConfigFactory.parseMap(Map.of("pekko.actor.provider", "local"))
            .withFallback(ConfigFactory.parseResources("jarsl-pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();

    /** More than Artery puts around a message: names of the two actors, and of the message. */
    private static final int ARTERYS_OWN_BYTES = 4096;

    private final ActorTestKit kit = ActorTestKit.create("wire", CONFIG);

    private final ManagerId id = new ManagerId("block-0-n1-42", 1_700_000_000_000L);
    private final ActorRef<ManagerMessage> manager =
            kit.<ManagerMessage>createTestProbe().ref();
    private final ActorRef<ValueMessage> holder =
            kit.<ValueMessage>createTestProbe().ref();
    private final ActorRef<ValueMessage.ValuePart> asker =
            kit.<ValueMessage.ValuePart>createTestProbe().ref();

    @BeforeAll
    void messagesCoverTheProtocol() {
        List<Class<?>> wire = Stream.of(InterchangeMessage.class, ManagerMessage.class, ValueMessage.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredClasses()))
                .filter(Wire.class::isAssignableFrom)
                .toList();
        assertThat(messages().map(Object::getClass).distinct())
                .as("every message type has a sample here")
                .containsExactlyInAnyOrderElementsOf(wire);
    }

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void comesBackAsItWas(Wire message) throws NotSerializableException {
        Object copy = new SerializationTestKit(kit.system()).verifySerialization(message, false);
        assertThat(copy)
                .usingRecursiveComparison(RecursiveComparisonConfiguration.builder()
                        .withComparedTypes(ActorRef.class)
                        .build())
                .isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void travelsAsCbor(Wire message) throws NotSerializableException {
        Serialization serialization = SerializationExtension.get(kit.system());
        Serializer serializer = serialization.serializerFor(message.getClass());
        assertThat(serializer.getClass().getSimpleName()).isEqualTo("JacksonCborSerializer");
    }

    @Test
    void aTaskWithoutOptionsAddsFewBytes() {
        Serialization serialization = SerializationExtension.get(kit.system());
        int one = size(serialization, 1);
        int many = size(serialization, 101);
        assertThat((many - one) / 100).as("bytes for each task").isLessThan(24);
    }

    @Test
    void theLargestTaskAloneWithTheClassesOfItsAppFitsAFrame() {
        FunctionId function = new FunctionId("o".repeat(500), "m".repeat(500), "(I)" + "L".repeat(1000));
        AppDescriptor app =
                new AppDescriptor(3, "a".repeat(500), AppKind.JAVA, function, new byte[LargeValues.MAX_CLASSES_BYTES]);
        String path = "\u20ac".repeat(LargeValues.MAX_OPTIONS_BYTES / 3);
        TaskOptions options = new TaskOptions(0, Map.of(), path, null, null, List.of(), List.of());
        TaskEnvelope task = new TaskEnvelope(
                Long.MAX_VALUE, 2, 3, new byte[LargeValues.MAX_INLINE_BYTES], null, null, 0, options, null);
        byte[] message = SerializationExtension.get(kit.system())
                .serialize(new ManagerMessage.TaskBatch(7, 8, List.of(app), List.of(task)))
                .get();
        long frame = CONFIG.getBytes("pekko.remote.artery.advanced.maximum-frame-size");
        assertThat((long) message.length + ARTERYS_OWN_BYTES).isLessThan(frame);
    }

    private static int size(Serialization serialization, int tasks) {
        List<TaskEnvelope> batch = java.util.stream.IntStream.range(0, tasks)
                .mapToObj(i -> new TaskEnvelope(100_000L + i, 0, 3, new byte[4], null, null, 0, null, null))
                .toList();
        return serialization
                .serialize(new ManagerMessage.TaskBatch(7, 8, List.of(), batch))
                .get()
                .length;
    }

    Stream<Wire> messages() {
        return Stream.concat(toInterchange(), Stream.concat(toManager(), values()));
    }

    private Stream<Wire> toInterchange() {
        ManagerInfo info =
                new ManagerInfo(id, "0.1.0", 17, "0", "n1", 42, 8, new WorkerShape(0.5, 1L << 40, 1), 4, 1L << 43, 2);
        return Stream.of(
                new InterchangeMessage.Register(info, 99, null, List.of(), manager),
                new InterchangeMessage.Register(
                        info,
                        99,
                        Duration.ofMillis(599_999),
                        List.of(new Held(7, 1, new CallKey(-1, 1), 0), new Held(8, 0, null, 2)),
                        manager),
                new InterchangeMessage.Heartbeat(id, -7, 1L << 40, 3, Long.MAX_VALUE, manager),
                new InterchangeMessage.Results(id, 1L << 40, 4, 12, List.of(success(), large(), failed())),
                new InterchangeMessage.Results(id, 1, 0, 0, List.of()),
                new InterchangeMessage.Leaving(id, "walltime \u00fcber", manager));
    }

    private Stream<Wire> toManager() {
        FunctionId twice = new FunctionId("org.example.Apps$Inner", "twice", "(I)Ljava/lang/String;");
        AppDescriptor app = new AppDescriptor(3, "twice", AppKind.SHELL, twice, null);
        AppDescriptor sent = new AppDescriptor(4, "twice", AppKind.JAVA, twice, new byte[] {-1, 0, 1});
        return Stream.of(
                new ManagerMessage.Registered(id, Duration.ofMillis(1500), Duration.ofMinutes(2)),
                new ManagerMessage.Refused(id, "other version"),
                new ManagerMessage.TaskBatch(1L << 40, 5, List.of(app, sent), List.of(plainTask(), fullTask())),
                new ManagerMessage.CancelTasks(List.of(1L, Long.MAX_VALUE), true),
                new ManagerMessage.HeartbeatAck(1L << 50, 6, 1L << 40),
                new ManagerMessage.Stop("the end"));
    }

    private Stream<Wire> values() {
        return Stream.of(
                new ValueMessage.ReadPart(5, 1 << 20, 1 << 17, asker),
                new ValueMessage.Release(5),
                new ValueMessage.ValuePart(5, 0, new byte[] {-1, 0, 1}),
                new ValueMessage.ValuePart(5, 0, TaskResult.NO_BYTES));
    }

    private static TaskEnvelope plainTask() {
        return new TaskEnvelope(Long.MAX_VALUE, 2, 3, new byte[] {1, 2}, null, null, -5, null, null);
    }

    private TaskEnvelope fullTask() {
        StreamTarget stdout = new StreamTarget("/tmp/out", true);
        TaskOptions options = new TaskOptions(
                90_000, Map.of("A", "1", "B", ""), "/tmp", stdout, null, List.of("/in"), List.of("/out 1", "/out2"));
        LargeValue arguments = new LargeValue(8, 1 << 30, holder);
        return new TaskEnvelope(
                1, 0, 0, TaskResult.NO_BYTES, arguments, new TaskDemand(4, 1L << 35, 2), 7, options, null);
    }

    private static TaskResult success() {
        return new TaskResult(1, 0, new byte[] {9, 8}, null, null, 1_700_000_000_123L, 456);
    }

    private TaskResult large() {
        return new TaskResult(2, 1, TaskResult.NO_BYTES, new LargeValue(2, 200_000, holder), null, 1, 2);
    }

    private static TaskResult failed() {
        return TaskResult.failed(
                3,
                2,
                new Failure(
                        Failure.Kind.SHELL_EXIT,
                        "java.lang.IllegalStateException",
                        "why",
                        "at x\nat y",
                        "node n1, worker 0, attempt 2",
                        7));
    }
}
