/**
 * Behind the public API: what a call becomes, the DataFlowKernel's actor, and what is around it (run directory, pools,
 * futures). Which task is ready, tried again or failed is decided in {@code org.jarsl.dfk.core}, not here.
 */
@NullMarked
package org.jarsl.dfk;

import org.jspecify.annotations.NullMarked;
