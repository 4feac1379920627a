/** Launchers: how a block's script starts the manager on each of the block's nodes. Text in, shell text out. */
@NullMarked
package org.jarsl.launcher;

import org.jspecify.annotations.NullMarked;
