/** A campaign whose processes are killed and stopped at random, and what has to be true of it in the end. */
@NullMarked
package org.jarsl.tests.chaos;

import org.jspecify.annotations.NullMarked;
