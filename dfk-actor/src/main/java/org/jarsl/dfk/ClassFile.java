package org.jarsl.dfk;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What a class was loaded from. */
final class ClassFile {
    private ClassFile() {}

    /** The class as it was compiled; null if its class loader does not give that. */
    static byte @Nullable [] bytes(Class<?> type) throws IOException {
        String file = type.getName().replace('.', '/') + ".class";
        ClassLoader loader = type.getClassLoader();
        try (InputStream in =
                loader == null ? ClassLoader.getSystemResourceAsStream(file) : loader.getResourceAsStream(file)) {
            return in == null ? null : in.readAllBytes();
        }
    }
}
