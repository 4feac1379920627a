/** The smallest program: a Java app, a shell app and a future that one gives to another. */
@NullMarked
package org.jarsl.samples.hello;

import org.jspecify.annotations.NullMarked;
