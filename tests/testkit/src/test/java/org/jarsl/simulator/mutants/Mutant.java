package org.jarsl.simulator.mutants;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * The engine and its simulator with one bug, in a class loader of their own.
 *
 * @param name what is wrong
 * @param type the class that has the bug
 * @param method of this name
 * @param bug what is woven into it
 */
record Mutant(String name, String type, String method, Class<?> bug) {
    ClassLoader load() {
        return new Loader(this);
    }

    private byte[] bytes(ClassLoader original) {
        ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(original);
        TypeDescription described = TypePool.Default.of(locator).describe(type).resolve();
        return new ByteBuddy()
                .redefine(described, locator)
                .visit(Advice.to(bug).on(ElementMatchers.named(method)))
                .make()
                .getBytes();
    }

    /** Loads the project's classes itself, and all others as before. */
    private static final class Loader extends ClassLoader {
        private static final String OWN = "org.jarsl.";

        private final Mutant mutant;

        private Loader(Mutant mutant) {
            super(Mutant.class.getClassLoader());
            this.mutant = mutant;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OWN)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? define(name) : known;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = name.equals(mutant.type()) ? mutant.bytes(getParent()) : read(name);
            return defineClass(name, bytes, 0, bytes.length);
        }

        private byte[] read(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                return Objects.requireNonNull(in, name).readAllBytes();
            } catch (IOException | NullPointerException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
