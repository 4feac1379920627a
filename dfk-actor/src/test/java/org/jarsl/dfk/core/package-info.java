/** Tests of the task graph's decisions, without actors, clocks or threads. */
@NullMarked
package org.jarsl.dfk.core;

import org.jspecify.annotations.NullMarked;
