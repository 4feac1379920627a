/** Tests of launchers, whose text is run by a real bash. */
@NullMarked
package org.jarsl.launcher;

import org.jspecify.annotations.NullMarked;
