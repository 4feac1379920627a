/**
 * The interchange's decisions: which task goes to which manager, who is lost, what is run again. Plain Java on one
 * thread; no Pekko actor, clock, random number, thread or I/O may be used here.
 */
@NullMarked
package org.jarsl.interchange.core;

import org.jspecify.annotations.NullMarked;
