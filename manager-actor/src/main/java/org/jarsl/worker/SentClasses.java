package org.jarsl.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jarsl.codec.ClassBundle;
import org.jarsl.protocol.AppDescriptor;

/**
 * Finds the classes of an app on the class path, or in what came with the app. Apps that came with the same classes share
 * them, static fields included; others have classes of their own, even where the names are the same. Thread-safe.
 */
final class SentClasses implements FunctionTable.Loaders {
    private final ClassLoader classPath;
    private final Map<ByteBuffer, ClassLoader> loaders = new ConcurrentHashMap<>();

    SentClasses(ClassLoader classPath) {
        this.classPath = classPath;
    }

    @Override
    public ClassLoader of(AppDescriptor app) throws FunctionNotFoundException {
        if (app.classes() == null) {
            return classPath;
        }
        try {
            Map<String, byte[]> sent = ClassBundle.unpack(app.classes());
            return loaders.computeIfAbsent(ByteBuffer.wrap(app.classes()), k -> new Loader(sent, classPath));
        } catch (IOException e) {
            throw new FunctionNotFoundException("the classes that were sent with it cannot be read: " + e, e);
        }
    }

    /** Looks at what was sent before it asks its parent: the class path may have an older class of the same name. */
    private static final class Loader extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes, ClassLoader parent) {
            super(parent); // without a name, which would be in each line of a stack
            this.classes = classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
            }
        }
    }
}
