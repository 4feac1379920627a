@NullMarked
package org.jarsl.journal;

import org.jspecify.annotations.NullMarked;
