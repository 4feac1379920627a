/** Tests of the sample, with real quantum chemistry where it is installed. */
@NullMarked
package org.jarsl.samples.moldesign;

import org.jspecify.annotations.NullMarked;
