/** Tests of what a call passes through in the head. */
@NullMarked
package org.jarsl.dfk;

import org.jspecify.annotations.NullMarked;
