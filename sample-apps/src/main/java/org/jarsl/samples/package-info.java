/** The command that runs the samples by name; each sample is a package of its own, to be copied. */
@NullMarked
package org.jarsl.samples;

import org.jspecify.annotations.NullMarked;
