/** Tests of the local provider, with real processes. */
@NullMarked
package org.jarsl.provider;

import org.jspecify.annotations.NullMarked;
