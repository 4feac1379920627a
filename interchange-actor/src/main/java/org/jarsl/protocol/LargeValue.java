package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Stands in a message for bytes that do not fit a frame; the receiver pulls them from {@code holder} part by part, so
 * that a large value never overflows a queue and its pace is the receiver's.
 *
 * @param id number under which the holder keeps the bytes
 * @param size in bytes
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record LargeValue(long id, int size, ActorRef<ValueMessage> holder) {}
