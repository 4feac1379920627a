/**
 * Runs Java functions and shell commands on a fixed number of threads: in a node manager, and in the user's own JVM.
 * Knows nothing of actors, networks or credit: {@link org.jarsl.worker.Work} goes in, {@link org.jarsl.worker.Outcome}
 * comes out.
 */
@NullMarked
package org.jarsl.worker;

import org.jspecify.annotations.NullMarked;
