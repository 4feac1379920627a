/**
 * Processes that can be ended with all that they started, for the commands of tasks and the jobs of this machine; and how
 * other JVMs of a run are started.
 */
@NullMarked
package org.jarsl.process;

import org.jspecify.annotations.NullMarked;
