/** Tests of the interchange's decisions, without actors, clocks or threads. */
@NullMarked
package org.jarsl.interchange.core;

import org.jspecify.annotations.NullMarked;
