package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.nio.ByteBuffer;

/**
 * Stands for a call: its app, the version of its code and its arguments. Two calls that differ have different keys, as
 * surely as 128 bits of a cryptographic hash can tell.
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record CallKey(long high, long low) {
    /** Of the first 16 bytes of a hash. */
    public static CallKey of(byte[] hash) {
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        return new CallKey(bytes.getLong(), bytes.getLong());
    }
}
