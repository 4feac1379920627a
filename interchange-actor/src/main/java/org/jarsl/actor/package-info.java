/**
 * Small pieces that several actors share to move many things at a time and lose none: the inbox, numbered streams of
 * messages, and the transfer of large values; and how their processes reach each other.
 */
@NullMarked
package org.jarsl.actor;

import org.jspecify.annotations.NullMarked;
