/** A graph that grows while it runs: join apps call apps, themselves too. */
@NullMarked
package org.jarsl.samples.fibonacci;

import org.jspecify.annotations.NullMarked;
