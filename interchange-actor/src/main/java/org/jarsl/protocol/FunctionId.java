package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * Names a static method on any JVM that has its class: what a method reference becomes on the wire.
 *
 * @param owner binary name of the class, as {@link Class#getName()}
 * @param name the method's name
 * @param descriptor the JVM descriptor, which tells overloads apart
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record FunctionId(String owner, String name, String descriptor) {
    @Override
    public String toString() {
        return owner + "." + name;
    }
}
