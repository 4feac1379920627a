package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * What a manager must know of an app; sent once to each manager, before the first task that names it.
 *
 * @param id number that stands for this app in every {@link TaskEnvelope} of the run
 * @param name what users see in messages and file names
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record AppDescriptor(int id, String name, AppKind kind, FunctionId function) {}
