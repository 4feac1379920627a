/** Users' values to CBOR and back, by the generic types of the method that takes or returns them, and users' classes. Nothing is sent here. */
@NullMarked
package org.jarsl.codec;

import org.jspecify.annotations.NullMarked;
