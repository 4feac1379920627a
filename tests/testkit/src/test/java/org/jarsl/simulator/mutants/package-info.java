/** Bugs that are planted into the engine's classes as they are loaded, so that the simulator can be seen to find them. */
@NullMarked
package org.jarsl.simulator.mutants;

import org.jspecify.annotations.NullMarked;
