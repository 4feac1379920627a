/** Tests of state tables. */
@NullMarked
package org.jarsl.state;

import org.jspecify.annotations.NullMarked;
