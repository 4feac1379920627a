package org.jarsl.dfk.core;

import org.jarsl.protocol.CallKey;

/**
 * Where the results of calls stand in the journal. A key may have several rows, of identical calls that each had a
 * result. In contrast to a {@code HashMap} of lists a row takes 24 bytes and the room to find it, so that a campaign of
 * ten million calls can be continued. Linear probing; rows of one key are found in the order in which they were added.
 * Single-threaded.
 */
public final class RowIndex {
    public static final long NONE = -1;

    /** In place of a row that was taken; the key stays, so that what was put behind it is found. */
    private static final long TAKEN = -2;

    private static final int LEAST = 1024;

    private long[] high = new long[LEAST];
    private long[] low = new long[LEAST];
    private long[] rows = empty(LEAST);
    private int used;

    private static long[] empty(int size) {
        long[] rows = new long[size];
        java.util.Arrays.fill(rows, NONE);
        return rows;
    }

    /** @param row 0 or more */
    public void add(CallKey key, long row) {
        if (used * 3L >= rows.length * 2L) {
            grow();
        }
        put(key.high(), key.low(), row);
    }

    /** The first row of this key, which stays; {@link #NONE} if there is none. */
    long find(CallKey key) {
        int slot = slot(key);
        return slot < 0 ? NONE : rows[slot];
    }

    /** The first row of this key, which is gone then; {@link #NONE} if there is none. */
    long take(CallKey key) {
        int slot = slot(key);
        if (slot < 0) {
            return NONE;
        }
        long row = rows[slot];
        rows[slot] = TAKEN;
        return row;
    }

    private int slot(CallKey key) {
        for (int i = first(key.high(), key.low()); rows[i] != NONE; i = next(i)) {
            if (rows[i] != TAKEN && high[i] == key.high() && low[i] == key.low()) {
                return i;
            }
        }
        return -1;
    }

    private void put(long keyHigh, long keyLow, long row) {
        int i = first(keyHigh, keyLow);
        while (rows[i] != NONE) {
            i = next(i);
        }
        high[i] = keyHigh;
        low[i] = keyLow;
        rows[i] = row;
        used++;
    }

    /** Keys are hashes already. */
    private int first(long keyHigh, long keyLow) {
        return (int) (keyHigh ^ keyLow) & rows.length - 1;
    }

    private int next(int slot) {
        return slot + 1 & rows.length - 1;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldRows = rows;
        high = new long[oldRows.length * 2];
        low = new long[high.length];
        rows = empty(high.length);
        used = 0;
        // From behind an empty slot, so that the rows of one key keep their order.
        int start = 0;
        while (oldRows[start] != NONE) {
            start++;
        }
        for (int i = 0; i < oldRows.length; i++) {
            int slot = start + i & oldRows.length - 1;
            if (oldRows[slot] >= 0) {
                put(oldHigh[slot], oldLow[slot], oldRows[slot]);
            }
        }
    }
}
