package org.jarsl.protocol;

import org.apache.pekko.actor.typed.ActorRef;

/** What one can ask of the holder of large values. */
public interface ValueMessage {
    /** Asks for {@code length} bytes from {@code offset} on. */
    record ReadPart(long id, int offset, int length, ActorRef<ValuePart> replyTo) implements ValueMessage, Wire {}

    /** Says that the bytes are no longer wanted. */
    record Release(long id) implements ValueMessage, Wire {}

    /**
     * The answer to {@link ReadPart}.
     *
     * @param bytes empty when the holder does not have the value (any more)
     */
    record ValuePart(long id, int offset, byte[] bytes) implements Wire {}
}
