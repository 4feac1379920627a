/** Tests of reading settings. */
@NullMarked
package org.jarsl.settings;

import org.jspecify.annotations.NullMarked;
