/** Tests of the manager. */
@NullMarked
package org.jarsl.manager;

import org.jspecify.annotations.NullMarked;
