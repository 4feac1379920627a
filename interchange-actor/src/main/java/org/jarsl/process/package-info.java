/** Processes that can be ended with all that they started; for the commands of tasks and the jobs of this machine. */
@NullMarked
package org.jarsl.process;

import org.jspecify.annotations.NullMarked;
