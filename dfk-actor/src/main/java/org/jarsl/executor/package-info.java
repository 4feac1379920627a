/**
 * Executors: where launched tasks run, behind one interface. In this JVM on threads, or through the interchange on
 * managers. What is ready to run is not decided here.
 */
@NullMarked
package org.jarsl.executor;

import org.jspecify.annotations.NullMarked;
