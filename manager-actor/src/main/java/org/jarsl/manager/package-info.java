/**
 * The node manager: a JVM of its own on each node, that pulls batches of tasks from the interchange against credit.
 * Here are its main class, its actor and what it makes of its node; running a task is {@code org.jarsl.worker}'s.
 */
@NullMarked
package org.jarsl.manager;

import org.jspecify.annotations.NullMarked;
