/** Tests of the block core, without Pekko. */
@NullMarked
package org.jarsl.block.core;

import org.jspecify.annotations.NullMarked;
