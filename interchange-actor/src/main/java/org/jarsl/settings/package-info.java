/** Reads HOCON into records, and says file, line, key, value and what is allowed when it cannot. No settings live here. */
@NullMarked
package org.jarsl.settings;

import org.jspecify.annotations.NullMarked;
