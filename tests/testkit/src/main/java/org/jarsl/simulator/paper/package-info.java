/**
 * What was measured of Parsl in 2019, and how simulated results are shown beside it: tables and figures, as text and as
 * files. Knows nothing of the simulator.
 */
@NullMarked
package org.jarsl.simulator.paper;

import org.jspecify.annotations.NullMarked;
