package org.jarsl.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen when, in virtual time. Of things at the same moment, the one that was entered first comes first. Of
 * one thread, but Pekko's own may enter something when their system starts and ends.
 */
final class Agenda {
    /** Something that is to happen. */
    static final class Entry {
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
    /** More than two, so that a large heap is less deep, and those that are compared lie beside each other. */
    private static final int CHILDREN = 4;

    // A heap in three arrays: what is compared is not looked for all over the memory.
    private long[] nanos = new long[MANY];
    private long[] numbers = new long[MANY];
    private Entry[] entries = new Entry[MANY];
    private int size;
    private long entered;
    private long nowNanos;

    long nowNanos() {
        return nowNanos;
    }

    synchronized Entry at(long thenNanos, Runnable action) {
        Entry entry = new Entry(action);
        if (size == entries.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
            entries = Arrays.copyOf(entries, 2 * size);
        }
        up(size++, Math.max(thenNanos, nowNanos), entered++, entry);
        return entry;
    }

    Entry after(long delayNanos, Runnable action) {
        return at(nowNanos + delayNanos, action);
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
            Entry first = entries[0];
            long firstNanos = nanos[0];
            size--;
            down(nanos[size], numbers[size], entries[size]);
            Runnable action = first.action;
            if (action != null) {
                first.action = null;
                nowNanos = firstNanos;
                return action;
            }
        }
        return null;
    }

    private void up(int from, long itsNanos, long itsNumber, Entry entry) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            // What was entered later comes later.
            if (nanos[parent] <= itsNanos) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        put(place, itsNanos, itsNumber, entry);
    }

    private void down(long itsNanos, long itsNumber, Entry entry) {
        int place = 0;
        for (int child = 1; child < size; child = CHILDREN * place + 1) {
            int first = child;
            int end = Math.min(child + CHILDREN, size);
            for (int other = child + 1; other < end; other++) {
                first = isBefore(nanos[other], numbers[other], first) ? other : first;
            }
            if (isBefore(itsNanos, itsNumber, first)) {
                break;
            }
            move(first, place);
            place = first;
        }
        put(place, itsNanos, itsNumber, entry);
    }

    private boolean isBefore(long itsNanos, long itsNumber, int place) {
        return itsNanos < nanos[place] || (itsNanos == nanos[place] && itsNumber < numbers[place]);
    }

    private void move(int from, int to) {
        put(to, nanos[from], numbers[from], entries[from]);
    }

    private void put(int place, long itsNanos, long itsNumber, Entry entry) {
        nanos[place] = itsNanos;
        numbers[place] = itsNumber;
        entries[place] = entry;
    }
}
