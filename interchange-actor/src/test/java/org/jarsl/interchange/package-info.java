/** The interchange's actor, with probes for managers. */
@NullMarked
package org.jarsl.interchange;

import org.jspecify.annotations.NullMarked;
