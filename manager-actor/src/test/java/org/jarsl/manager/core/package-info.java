/** Tests of the manager's decisions, without actors, clocks or threads. */
@NullMarked
package org.jarsl.manager.core;

import org.jspecify.annotations.NullMarked;
