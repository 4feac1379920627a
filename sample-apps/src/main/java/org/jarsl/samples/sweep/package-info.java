/** A shell command run for each of many parameters, whose files an app reads. */
@NullMarked
package org.jarsl.samples.sweep;

import org.jspecify.annotations.NullMarked;
