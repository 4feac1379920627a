/** Tests. */
@NullMarked
package org.jarsl.worker.core;

import org.jspecify.annotations.NullMarked;
