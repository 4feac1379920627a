/** Jarsl inside a program that knows nothing of it: {@code Primes} is such a program, {@code Embedded} is all that is added. */
@NullMarked
package org.jarsl.samples.embedded;

import org.jspecify.annotations.NullMarked;
