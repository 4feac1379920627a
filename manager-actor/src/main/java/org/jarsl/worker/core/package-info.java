/** Decides which worker process gets which task, and what becomes of the tasks of one that dies. */
@NullMarked
package org.jarsl.worker.core;

import org.jspecify.annotations.NullMarked;
