package org.jarsl.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jarsl.protocol.LargeValue;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.ValueMessage;
import org.jarsl.protocol.ValueMessage.ReadPart;
import org.jarsl.protocol.ValueMessage.Release;
import org.jarsl.protocol.ValueMessage.ValuePart;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ValueFetcherTest {
    private static final long ID = 7;
    private static final Duration TICK = Duration.ofSeconds(5);

    /** What a fetch ended with; empty when the value could not be had. */
    private record Fetched(Optional<byte[]> bytes) {}

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestProbe<ValueMessage> holder = kit.createTestProbe();
    private final TestProbe<Fetched> owner = kit.createTestProbe();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void twentyFivePartsInAnyOrderMakeTheValue() {
        byte[] value = randomBytes(24 * ValueFetcher.PART_BYTES + 1);
        ActorRef<ValueFetcher.Command> fetcher = fetch(value.length);
        Random random = new Random(1);
        List<ReadPart> asked = new ArrayList<>();
        for (int answered = 0; answered < 25; answered++) {
            takeRequests(asked, Math.min(8, 25 - answered));
            Collections.shuffle(asked, random);
            LargeValues.answer(asked.remove(0), value);
        }
        assertThat(fetched()).isEqualTo(value);
        assertThat(holder.receiveMessage()).isEqualTo(new Release(ID));
        end(fetcher);
    }

    @Test
    void aValueThatIsGoneEndsTheFetch() {
        ActorRef<ValueFetcher.Command> fetcher = fetch(100);
        LargeValues.answer(nextRequest(), null);
        assertThat(fetched()).isNull();
        end(fetcher);
    }

    @Test
    void aHolderThatIsSilentEndsTheFetch() {
        ActorRef<ValueFetcher.Command> fetcher = fetch(100);
        nextRequest();
        time.timePasses(TICK);
        holder.expectNoMessage(Duration.ZERO);
        for (int tick = 2; tick <= 4; tick++) {
            time.timePasses(TICK);
            assertThat(nextRequest().offset()).as("asked again").isZero();
        }
        time.timePasses(TICK);
        assertThat(fetched()).isNull();
        end(fetcher);
    }

    @Test
    void onlyTheMissingPartIsAskedForAgain() {
        byte[] value = randomBytes(2 * ValueFetcher.PART_BYTES);
        ActorRef<ValueFetcher.Command> fetcher = fetch(value.length);
        LargeValues.answer(nextRequest(), value);
        ReadPart lost = nextRequest();
        time.timePasses(TICK.multipliedBy(2));
        ReadPart again = nextRequest();
        assertThat(again).isEqualTo(lost);
        LargeValues.answer(again, value);
        assertThat(fetched()).isEqualTo(value);
        assertThat(holder.receiveMessage()).isEqualTo(new Release(ID));
        end(fetcher);
    }

    @Test
    void aPartThatComesTwiceIsCountedOnce() {
        byte[] value = randomBytes(2 * ValueFetcher.PART_BYTES);
        ActorRef<ValueFetcher.Command> fetcher = fetch(value.length);
        ReadPart first = nextRequest();
        ReadPart second = nextRequest();
        LargeValues.answer(first, value);
        LargeValues.answer(first, value);
        LargeValues.answer(second, value);
        assertThat(fetched()).isEqualTo(value);
        end(fetcher);
    }

    @Test
    void aValueThatMemoryDoesNotHoldEndsTheFetchAlone() {
        // No JVM makes an array of this size.
        end(fetchNothing(Integer.MAX_VALUE));
        end(fetchNothing(-1));
        ActorRef<ValueFetcher.Command> other = fetch(100);
        LargeValues.answer(nextRequest(), new byte[100]);
        assertThat(fetched()).isEqualTo(new byte[100]);
        end(other);
    }

    private ActorRef<ValueFetcher.Command> fetchNothing(int size) {
        ActorRef<ValueFetcher.Command> fetcher = fetch(size);
        assertThat(fetched()).isNull();
        return fetcher;
    }

    @Test
    void aPartThatIsNoneOfTheValueEndsTheFetch() {
        ActorRef<ValueFetcher.Command> fetcher = fetch(100);
        nextRequest().replyTo().tell(new ValuePart(ID, 1_000_000, new byte[1]));
        assertThat(fetched()).isNull();
        end(fetcher);
    }

    @Test
    void anAnswerIsThePartThatWasAskedFor() {
        TestProbe<ValuePart> asker = kit.createTestProbe();
        LargeValues.answer(new ReadPart(ID, 2, 3, asker.ref()), new byte[] {0, 1, 2, 3, 4, 5});
        ValuePart part = asker.receiveMessage();
        assertThat(part.offset()).isEqualTo(2);
        assertThat(part.bytes()).containsExactly(2, 3, 4);
        LargeValues.answer(new ReadPart(ID, 2, 3, asker.ref()), null);
        assertThat(asker.receiveMessage().bytes()).isEqualTo(TaskResult.NO_BYTES);
    }

    private ActorRef<ValueFetcher.Command> fetch(int size) {
        LargeValue value = new LargeValue(ID, size, holder.ref());
        return kit.spawn(
                ValueFetcher.create(value, bytes -> owner.ref().tell(new Fetched(Optional.ofNullable(bytes)))));
    }

    private void takeRequests(List<ReadPart> asked, int until) {
        while (asked.size() < until) {
            asked.add(nextRequest());
        }
    }

    private ReadPart nextRequest() {
        return holder.expectMessageClass(ReadPart.class);
    }

    private byte @Nullable [] fetched() {
        return owner.receiveMessage().bytes().orElse(null);
    }

    private void end(ActorRef<ValueFetcher.Command> fetcher) {
        owner.expectTerminated(fetcher);
        owner.expectNoMessage(Duration.ZERO);
    }

    private static byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
