/** Tests of the block actor and what it writes. */
@NullMarked
package org.jarsl.block;

import org.jspecify.annotations.NullMarked;
