package org.jarsl.worker;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The workers that an attempt of several slots occupies. The attempt stands in the queue once per slot; whoever takes
 * it enters here, the last one runs it, the others wait until it is over. Thread-safe.
 */
final class SlotGroup {
    private final AtomicInteger missing;
    private final Set<Integer> ranks = new ConcurrentSkipListSet<>();
    private final CountDownLatch over = new CountDownLatch(1);

    SlotGroup(int slots) {
        this.missing = new AtomicInteger(slots);
    }

    /** Of whose ranks some need not enter. */
    SlotGroup(int missing, Set<Integer> ranks) {
        this(missing);
        this.ranks.addAll(ranks);
    }

    /** True for the last to enter. */
    boolean enter(int rank) {
        ranks.add(rank);
        return missing.decrementAndGet() == 0;
    }

    void awaitOver() throws InterruptedException {
        over.await();
    }

    void release() {
        over.countDown();
    }

    /** All ranks in order; complete once the last has entered. */
    Set<Integer> ranks() {
        return new TreeSet<>(ranks);
    }
}
