/** The command line and the samples, as a user runs them. */
@NullMarked
package org.jarsl.tests.demo;

import org.jspecify.annotations.NullMarked;
