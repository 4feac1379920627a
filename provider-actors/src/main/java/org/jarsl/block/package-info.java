/**
 * Blocks: the jobs in which managers run. The actor that owns a provider, and its settings; how many blocks there
 * should be is decided in {@code org.jarsl.block.core}.
 */
@NullMarked
package org.jarsl.block;

import org.jspecify.annotations.NullMarked;
