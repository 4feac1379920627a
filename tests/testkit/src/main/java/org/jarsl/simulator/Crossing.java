package org.jarsl.simulator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.protocol.ManagerId;
import org.jarsl.protocol.ManagerMessage;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.Wire;

/** Two actor systems of this JVM with the production settings, between which messages go through TCP. */
final class Crossing implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final int BYTES = 13;
    private static final ManagerId ID = new ManagerId("node-0", 1);

    private final ActorSystem<Wire> here;
    private final ActorSystem<Wire> there;
    private final ActorRef<Wire> far;
    private final Semaphore answers = new Semaphore(0);
    private long number;

    Crossing() {
        here = ActorSystem.create(
                Behaviors.<Wire>receiveMessage(message -> {
                    answers.release();
                    return Behaviors.same();
                }),
                "here",
                config());
        there = ActorSystem.create(
                Behaviors.<Wire>receiveMessage(message -> {
                    if (message instanceof InterchangeMessage.Heartbeat heartbeat) {
                        heartbeat.manager().tell(new ManagerMessage.HeartbeatAck(heartbeat.sentNanos(), 0, 0));
                    }
                    return Behaviors.same();
                }),
                "there",
                config());
        far = ActorRefResolver.get(here)
                .resolveActorRef(ActorRefResolver.get(there).toSerializationFormat(there));
    }

    private static Config config() {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.actor.provider", "remote",
                        "pekko.remote.artery.canonical.hostname", "127.0.0.1",
                        "pekko.loglevel", "WARNING"))
                .withFallback(ConfigFactory.parseResources("jarsl-pekko.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    /** Sends so many messages, half of them tasks and half results, and waits until they have come. */
    void send(int messages, int tasksInEach) {
        List<TaskEnvelope> tasks = IntStream.range(0, tasksInEach)
                .mapToObj(i -> new TaskEnvelope(number + i, 0, 0, new byte[BYTES], null, null, 0, null, null))
                .toList();
        List<TaskResult> results = IntStream.range(0, tasksInEach)
                .mapToObj(i -> new TaskResult(number + i, 0, new byte[Long.BYTES], null, null, 1L << 40, 1000))
                .toList();
        for (int i = 0; i < messages; i++) {
            number++;
            far.tell(
                    i % 2 == 0
                            ? new ManagerMessage.TaskBatch(number, number, List.of(), tasks)
                            : new InterchangeMessage.Results(ID, number, number, tasksInEach, results));
        }
        ask();
    }

    private void ask() {
        far.tell(new InterchangeMessage.Heartbeat(ID, System.nanoTime(), 0, 0, 0, here.unsafeUpcast()));
        try {
            if (!answers.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no message has come through 127.0.0.1 for " + PATIENCE_SECONDS
                        + " s; the costs of messages cannot be measured on this machine");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** From one to the other, in the middle of so many. */
    long oneWayNanos(int rounds) {
        long[] nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            ask();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[rounds / 2] / 2;
    }

    @Override
    public void close() {
        here.terminate();
        there.terminate();
    }
}
