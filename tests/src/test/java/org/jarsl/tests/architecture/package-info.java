/** Tests of how the code is laid out, and that the documents which are made from it are up to date. */
@NullMarked
package org.jarsl.tests.architecture;

import org.jspecify.annotations.NullMarked;
