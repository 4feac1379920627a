/** Small pieces that several actors share to move many things at a time: the inbox, and the transfer of large values. */
@NullMarked
package org.jarsl.actor;

import org.jspecify.annotations.NullMarked;
