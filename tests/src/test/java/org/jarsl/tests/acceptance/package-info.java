/** What users can rely on, tested through the public API with real manager JVMs. */
@NullMarked
package org.jarsl.tests.acceptance;

import org.jspecify.annotations.NullMarked;
