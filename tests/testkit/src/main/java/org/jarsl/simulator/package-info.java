/**
 * The production engine on one thread and in virtual time: real cores, the interchange's and the managers' real actors,
 * and around them a simulated clock, network, nodes and workers. What happens follows from the settings and the seed
 * alone. No thread, no clock and no random number but the {@link org.jarsl.simulator.World}'s may be used here, except
 * where the real engine is measured: in Calibration, with its Crossing, and in Check.
 */
@NullMarked
package org.jarsl.simulator;

import org.jspecify.annotations.NullMarked;
