package org.jarsl.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final int PRODUCERS = 8;
    private static final int ITEMS_EACH = 20_000;

    private final AtomicInteger wakes = new AtomicInteger();
    private final Inbox<Integer> inbox = new Inbox<>(wakes::incrementAndGet);
    private final List<Integer> handled = new ArrayList<>();

    @Test
    void manyItemsWakeTheActorOnce() {
        offer(1, 2, 3);
        assertThat(wakes).hasValue(1);
        inbox.drain(10, handled::add);
        assertThat(handled).containsExactly(1, 2, 3);
        assertThat(wakes).hasValue(1);
    }

    @Test
    void theFirstItemAfterADrainWakesTheActorAgain() {
        offer(1);
        inbox.drain(10, handled::add);
        offer(2);
        assertThat(wakes).hasValue(2);
        inbox.drain(10, handled::add);
        assertThat(handled).containsExactly(1, 2);
    }

    @Test
    void whatIsLeftWakesTheActorAgainSoThatOthersGetATurn() {
        offer(1, 2, 3, 4, 5);
        inbox.drain(2, handled::add);
        assertThat(handled).containsExactly(1, 2);
        assertThat(wakes).hasValue(2);
        inbox.drain(3, handled::add);
        assertThat(handled).containsExactly(1, 2, 3, 4, 5);
        assertThat(wakes).hasValue(2);
    }

    @Test
    void drainingNothingIsNoHarm() {
        inbox.drain(10, handled::add);
        assertThat(handled).isEmpty();
        assertThat(wakes).hasValue(0);
    }

    @Test
    void anItemOfferedWhileOthersAreHandledIsNotForgotten() {
        offer(1);
        inbox.drain(1, item -> {
            handled.add(item);
            offer(2);
        });
        assertThat(wakes).hasValue(2);
        inbox.drain(10, handled::add);
        assertThat(handled).containsExactly(1, 2);
    }

    /** The consumer drains only when woken, so a wake that is lost would leave it waiting. */
    @Test
    void nothingIsLostBetweenManyProducers() throws Exception {
        Semaphore awake = new Semaphore(0);
        Inbox<Integer> shared = new Inbox<>(awake::release);
        List<Thread> producers = IntStream.range(0, PRODUCERS)
                .mapToObj(producer -> new Thread(() -> produce(shared, producer)))
                .toList();
        producers.forEach(Thread::start);
        int[] next = new int[PRODUCERS];
        while (Arrays.stream(next).sum() < PRODUCERS * ITEMS_EACH) {
            assertThat(awake.tryAcquire(30, TimeUnit.SECONDS)).as("woken").isTrue();
            shared.drain(100, item -> checkOrder(next, item));
        }
        for (Thread producer : producers) {
            producer.join();
        }
        assertThat(next).containsOnly(ITEMS_EACH);
    }

    private static void produce(Inbox<Integer> shared, int producer) {
        for (int i = 0; i < ITEMS_EACH; i++) {
            shared.offer(producer * ITEMS_EACH + i);
        }
    }

    /** Each producer's items come in their order. */
    private static void checkOrder(int[] next, int item) {
        int producer = item / ITEMS_EACH;
        assertThat(item % ITEMS_EACH).isEqualTo(next[producer]);
        next[producer]++;
    }

    private void offer(Integer... items) {
        List.of(items).forEach(inbox::offer);
    }
}
