/**
 * The interchange actor and its settings: the thin shell around {@code org.jarsl.interchange.core}. Mailbox, timers,
 * network and large values are dealt with here; which task goes where is not.
 */
@NullMarked
package org.jarsl.interchange;

import org.jspecify.annotations.NullMarked;
