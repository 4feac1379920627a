/** Tests of the wire protocol. */
@NullMarked
package org.jarsl.protocol;

import org.jspecify.annotations.NullMarked;
