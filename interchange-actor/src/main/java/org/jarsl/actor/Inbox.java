package org.jarsl.actor;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;

/**
 * A second mailbox beside an actor's own, for things that come one by one from many threads but are handled many at a
 * time: however many are offered while the actor is busy, it is woken by one message.
 *
 * <p>{@link #offer} may be called by any thread; {@link #drain} by the actor only. Bounded by whoever offers (task
 * bound, credit), not here.
 */
public final class Inbox<T> {
    private final ManyToOneConcurrentLinkedQueue<T> queue = new ManyToOneConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Runnable wake;

    /** {@code wake} sends the actor the message on which it calls {@link #drain}. */
    public Inbox(Runnable wake) {
        this.wake = wake;
    }

    public void offer(T item) {
        queue.add(item);
        wakeUp();
    }

    /** Handles up to {@code limit} items; where more are left, the actor is woken again, so that others get a turn. */
    public void drain(int limit, Consumer<T> handler) {
        // Cleared before the first poll: an item offered from here on wakes the actor again.
        awake.set(false);
        for (int i = 0; i < limit; i++) {
            T item = queue.poll();
            if (item == null) {
                return;
            }
            handler.accept(item);
        }
        if (!queue.isEmpty()) {
            wakeUp();
        }
    }

    private void wakeUp() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            wake.run();
        }
    }
}
