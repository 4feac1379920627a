/**
 * A cluster of simulated nodes in one JVM, in real time, for users' tests: a real DataFlowKernel, a real interchange and
 * real managers; only the batch scheduler, the nodes' processes and their workers are pretended.
 */
@NullMarked
package org.jarsl.testkit;

import org.jspecify.annotations.NullMarked;
