/** Workers that are JVMs of their own, and what their manager and they say to each other. */
@NullMarked
package org.jarsl.worker.process;

import org.jspecify.annotations.NullMarked;
