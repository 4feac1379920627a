/** Jarsl on real schedulers, which {@code tests/lab} brings up on this machine. Needs root; skipped without. */
@NullMarked
package org.jarsl.tests.lab;

import org.jspecify.annotations.NullMarked;
