package org.jarsl.actor;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FatalErrorsTest {
    private final ActorTestKit kit = ActorTestKit.create();

    @AfterEach
    void shutDown() {
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @ValueSource(classes = {NoClassDefFoundError.class, OutOfMemoryError.class})
    void whoeverWatchesLearnsOfItAndTheSystemGoesOn(Class<? extends Error> type) throws ReflectiveOperationException {
        Error error = type.getConstructor(String.class).newInstance("on purpose");
        TestProbe<String> probe = kit.createTestProbe();
        ActorRef<String> actor = kit.spawn(FatalErrors.stopTheActor(failing(error)));
        actor.tell("now");
        probe.expectTerminated(actor);
        ActorRef<String> other = kit.spawn(FatalErrors.stopTheActor(answering(probe.getRef())));
        other.tell("still here");
        probe.expectMessage("still here");
        assertThat(kit.system().getWhenTerminated()).isNotCompleted();
    }

    private static Behavior<String> failing(Error error) {
        return Behaviors.receiveMessage(message -> {
            throw error;
        });
    }

    private static Behavior<String> answering(ActorRef<String> to) {
        return Behaviors.receiveMessage(message -> {
            to.tell(message);
            return Behaviors.same();
        });
    }
}
