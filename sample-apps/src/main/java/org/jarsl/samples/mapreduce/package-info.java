/** Many calls of one app, and another app that gets all their results as a list. */
@NullMarked
package org.jarsl.samples.mapreduce;

import org.jspecify.annotations.NullMarked;
