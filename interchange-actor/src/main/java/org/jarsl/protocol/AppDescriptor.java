package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a manager must know of an app; sent once to each manager, before the first task that names it.
 *
 * @param id number that stands for this app in every {@link TaskEnvelope} of the run
 * @param name what users see in messages and file names
 * @param classes the function's class and those that it needs, as {@link org.jarsl.codec.ClassBundle} packs them, where
 *     no class path has them; null where the manager's class path does
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record AppDescriptor(int id, String name, AppKind kind, FunctionId function, byte @Nullable [] classes) {}
