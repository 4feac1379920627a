/**
 * Decides how many blocks there are and what their ends mean. Plain Java on one thread; no Pekko actor, clock, random
 * number, thread or I/O may be used here.
 */
@NullMarked
package org.jarsl.block.core;

import org.jspecify.annotations.NullMarked;
