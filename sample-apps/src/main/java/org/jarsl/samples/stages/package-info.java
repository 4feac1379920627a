/** Work that needs many workers, then one, then many: what blocks that come and go are for. */
@NullMarked
package org.jarsl.samples.stages;

import org.jspecify.annotations.NullMarked;
