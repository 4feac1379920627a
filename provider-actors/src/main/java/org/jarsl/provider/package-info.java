/**
 * Batch schedulers, and this machine as if it were one: submit, status, cancel. Plain Java whose calls may block; what
 * is submitted, and when, is decided in {@code org.jarsl.block}.
 */
@NullMarked
package org.jarsl.provider;

import org.jspecify.annotations.NullMarked;
