@NullMarked
package org.jarsl.executor;

import org.jspecify.annotations.NullMarked;
