/** Runs the notebooks as Jupyter does, without a browser. */
@NullMarked
package org.jarsl.samples.notebooks;

import org.jspecify.annotations.NullMarked;
