/** Tests of the workers, with real threads and real processes. */
@NullMarked
package org.jarsl.worker;

import org.jspecify.annotations.NullMarked;
