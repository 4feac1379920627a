/** Two calls that run at the same time, and one that waits for both: the smallest graph that is one. */
@NullMarked
package org.jarsl.samples.doubleandadd;

import org.jspecify.annotations.NullMarked;
