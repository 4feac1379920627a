/** Tests of how values become bytes and come back. */
@NullMarked
package org.jarsl.codec;

import org.jspecify.annotations.NullMarked;
