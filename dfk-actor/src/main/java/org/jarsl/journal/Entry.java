package org.jarsl.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jarsl.protocol.CallKey;

/**
 * One call that has returned.
 *
 * @param app name, for whoever looks into the file
 * @param value encoded
 * @param endedAtMillis since the epoch
 */
public record Entry(CallKey key, long taskId, String app, byte[] value, long endedAtMillis) {
    /** Over key and value, so that no other value is ever taken for this one. */
    static int checksum(CallKey key, byte[] value) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(key.high())
                .putLong(key.low())
                .flip());
        checksum.update(value);
        return (int) checksum.getValue();
    }
}
