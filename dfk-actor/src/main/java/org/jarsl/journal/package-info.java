/**
 * The journal: what tasks have returned, on disk. Knows nothing of the task graph; all SQL is here and nowhere else.
 */
@NullMarked
package org.jarsl.journal;

import org.jspecify.annotations.NullMarked;
