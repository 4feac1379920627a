package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * One life of one node manager.
 *
 * @param name unique among the managers of a run, and the name of its log directory
 * @param epoch tells a restarted manager of the same name from its former life: messages of an older epoch are dropped
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record ManagerId(String name, long epoch) {
    @Override
    public String toString() {
        return name;
    }
}
