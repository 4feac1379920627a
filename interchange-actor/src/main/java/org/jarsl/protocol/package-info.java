/**
 * The wire protocol between head and managers: records only, encoded as Jackson CBOR.
 *
 * <p>A value of a user (argument, result) is an opaque byte array here; only {@code org.jarsl.codec}, called at the
 * two ends, knows what is inside. No behaviour and no actor lives in this package; what may be sent to whom is said by
 * {@link org.jarsl.protocol.InterchangeMessage} and {@link org.jarsl.protocol.ManagerMessage}.
 */
@NullMarked
package org.jarsl.protocol;

import org.jspecify.annotations.NullMarked;
