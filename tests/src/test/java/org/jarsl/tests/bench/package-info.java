/** Jarsl beside other systems and beside itself, on one machine in one run; started by {@code tests/bench}. */
@NullMarked
package org.jarsl.tests.bench;

import org.jspecify.annotations.NullMarked;
