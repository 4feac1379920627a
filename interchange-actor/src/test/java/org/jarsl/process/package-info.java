/** Tests of process groups, with real processes. */
@NullMarked
package org.jarsl.process;

import org.jspecify.annotations.NullMarked;
