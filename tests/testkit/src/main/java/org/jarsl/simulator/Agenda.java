package org.jarsl.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen when, in virtual time. Of things at the same moment, the one that was entered first comes first. Of
 * one thread, but Pekko's own may enter something when their system starts and ends.
 */
final class Agenda {
    /** Something that is to happen; also when it was, so that a period needs no second object. */
    static final class Entry {
        private long nanos;
        private long number;
        private @Nullable Runnable action;

        private Entry(Runnable action) {
            this.action = action;
        }

        boolean isOver() {
            return action == null;
        }

        /** It will not happen; false if it has, or was cancelled before. */
        boolean cancel() {
            boolean before = action != null;
            action = null;
            return before;
        }
    }

    private static final int MANY = 1024;

    private Entry[] heap = new Entry[MANY];
    private int size;
    private long entered;
    private long nowNanos;

    long nowNanos() {
        return nowNanos;
    }

    synchronized Entry at(long nanos, Runnable action) {
        Entry entry = new Entry(action);
        entry.nanos = Math.max(nanos, nowNanos);
        entry.number = entered++;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        up(size++, entry);
        return entry;
    }

    Entry after(long nanos, Runnable action) {
        return at(nowNanos + nanos, action);
    }

    /** Goes on to the next entry and does it; false if there is none. */
    boolean step() {
        Runnable next = next();
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    private synchronized @Nullable Runnable next() {
        while (size > 0) {
            Entry first = heap[0];
            Entry last = heap[--size];
            if (size > 0) {
                down(last);
            }
            Runnable action = first.action;
            if (action != null) {
                first.action = null;
                nowNanos = first.nanos;
                return action;
            }
        }
        return null;
    }

    private static boolean isBefore(Entry one, Entry other) {
        return one.nanos < other.nanos || (one.nanos == other.nanos && one.number < other.number);
    }

    private void up(int from, Entry entry) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (!isBefore(entry, heap[parent])) {
                break;
            }
            heap[place] = heap[parent];
            place = parent;
        }
        heap[place] = entry;
    }

    private void down(Entry entry) {
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], entry)) {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = entry;
    }
}
