/** Tests of the pieces that actors share. */
@NullMarked
package org.jarsl.actor;

import org.jspecify.annotations.NullMarked;
