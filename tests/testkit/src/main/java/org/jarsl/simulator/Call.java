package org.jarsl.simulator;

import java.nio.ByteBuffer;
import org.jarsl.protocol.CallKey;

/**
 * A call of the one simulated app, which only takes time.
 *
 * @param flaky whether its first attempt fails
 */
record Call(int number, long nanos, boolean flaky, int priority) {
    private static final int BYTES = Integer.BYTES + Long.BYTES + 1;
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    byte[] arguments() {
        return ByteBuffer.allocate(BYTES)
                .putInt(number)
                .putLong(nanos)
                .put((byte) (flaky ? 1 : 0))
                .array();
    }

    static Call of(byte[] arguments, int priority) {
        ByteBuffer bytes = ByteBuffer.wrap(arguments);
        return new Call(bytes.getInt(), bytes.getLong(), bytes.get() != 0, priority);
    }

    /** What it returns, which no other call does. */
    byte[] result() {
        return ByteBuffer.allocate(Long.BYTES).putLong(number * PRIME).array();
    }

    static boolean isResult(int number, byte[] value) {
        return value.length == Long.BYTES && ByteBuffer.wrap(value).getLong() == number * PRIME;
    }

    CallKey key() {
        return new CallKey(number * PRIME, number);
    }
}
