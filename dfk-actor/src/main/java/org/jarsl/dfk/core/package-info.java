/**
 * The task graph: dependencies, retries, joins, cancellation. Plain Java on one thread; no Pekko actor, clock, random
 * number, thread or I/O may be used here.
 */
@NullMarked
package org.jarsl.dfk.core;

import org.jspecify.annotations.NullMarked;
