/** State machines as data: one table of (from, event, to) for each kind of thing that has states. No actor, no I/O. */
@NullMarked
package org.jarsl.state;

import org.jspecify.annotations.NullMarked;
