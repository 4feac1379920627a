/**
 * What users import: apps, futures, configuration and errors. Everything behind it ({@code org.jarsl.dfk},
 * {@code org.jarsl.executor}, ...) is internal and may change without notice.
 */
@NullMarked
package org.jarsl;

import org.jspecify.annotations.NullMarked;
