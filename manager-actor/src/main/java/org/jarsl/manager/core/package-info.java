/**
 * The manager's decisions: what starts when, how much credit is granted. Plain Java on one thread; no Pekko actor,
 * clock, random number, thread or I/O may be used here.
 */
@NullMarked
package org.jarsl.manager.core;

import org.jspecify.annotations.NullMarked;
