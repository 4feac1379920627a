/** The commands behind the {@code jarsl} script. They use the public API as any program does. */
@NullMarked
package org.jarsl.cli;

import org.jspecify.annotations.NullMarked;
