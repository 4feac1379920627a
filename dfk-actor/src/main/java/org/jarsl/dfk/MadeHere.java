package org.jarsl.dfk;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jarsl.actor.LargeValues;
import org.jarsl.codec.ClassBundle;
import org.jarsl.protocol.FunctionId;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * The classes that a function needs and no manager has on its class path, for they were made in this JVM: typed at the
 * prompt of JShell or in a notebook, or compiled from a source file that is run. They go with the app. What the function's
 * code names is found, as far as it goes; what it loads by name only is not.
 *
 * <p>JShell wraps each snippet in a class, whose static members are what was typed as a variable or method, and what runs
 * the snippet. Of such a class only the methods that the function needs are sent: variables have their values here.
 */
final class MadeHere {
    private static final Pattern SNIPPET = Pattern.compile("REPL[./]\\$JShell\\$[^$/]+");

    private final String app;
    private final ClassLoader loader;
    private final SortedMap<String, byte[]> classes = new TreeMap<>();
    private final Set<Class<?>> unread = new LinkedHashSet<>();
    /** Of snippets. */
    private final Set<FunctionId> methods = new HashSet<>();

    private MadeHere(String app, ClassLoader loader) {
        this.app = app;
        this.loader = loader;
    }

    /**
     * The classes of an app whose function is in {@code owner}, packed; null if the class path has them.
     *
     * @throws IllegalArgumentException if no worker could run the function; the message says what to write instead
     */
    static byte @Nullable [] classesOf(String app, FunctionId function, Class<?> owner) {
        if (!isMadeHere(owner)) {
            return null;
        }
        MadeHere found = new MadeHere(app, owner.getClassLoader());
        found.methods.add(function);
        found.unread.add(owner);
        while (!found.unread.isEmpty()) {
            Iterator<Class<?>> first = found.unread.iterator();
            Class<?> next = first.next();
            first.remove();
            found.read(next);
        }
        byte[] packed = ClassBundle.pack(found.classes);
        if (packed.length > LargeValues.MAX_CLASSES_BYTES) {
            throw new IllegalArgumentException("the app " + app + " needs " + found.classes.size()
                    + " classes that are not on the class path, " + packed.length + " bytes of them, and only "
                    + LargeValues.MAX_CLASSES_BYTES + " bytes can be sent with an app; put them into a directory or jar"
                    + " and name that with -cp");
        }
        return packed;
    }

    private static boolean isMadeHere(Class<?> type) {
        ClassLoader of = type.getClassLoader();
        if (of == null || of == ClassLoader.getPlatformClassLoader()) {
            return false;
        }
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return true;
        }
        for (ClassLoader known = MadeHere.class.getClassLoader(); known != null; known = known.getParent()) {
            if (of == known) {
                return false;
            }
        }
        return !isOnClassPath(source.getLocation());
    }

    /** That of this JVM, which the managers get, and to which {@code jarsl run} adds what the user gives it. */
    private static boolean isOnClassPath(URL place) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .anyMatch(entry -> new File(entry).toURI().toString().equals(place.toString()));
    }

    /** Again, when more of a snippet's methods turn out to be needed. */
    private void read(Class<?> type) {
        ClassReader reader = new ClassReader(bytes(type));
        ClassWriter writer = new ClassWriter(0);
        ClassVisitor named = new ClassRemapper(writer, new Names());
        boolean snippet = isSnippet(reader.getClassName());
        reader.accept(snippet ? new Needed(reader.getClassName(), named) : named, 0);
        classes.put(type.getName(), writer.toByteArray());
    }

    /** Whether a class, by whichever of its names, is what JShell makes of something that was typed. */
    static boolean isSnippet(String name) {
        return SNIPPET.matcher(name).matches();
    }

    private byte[] bytes(Class<?> type) {
        String problem = "its class loader does not give its bytes";
        try {
            byte[] bytes = ClassFile.bytes(type);
            if (bytes != null) {
                return bytes;
            }
        } catch (IOException e) {
            problem = e.toString();
        }
        throw new IllegalArgumentException(
                "the app " + app + " needs " + type + ", which is not on the class path: " + problem);
    }

    private @Nullable Class<?> find(String internalName) {
        try {
            return Class.forName(internalName.replace('/', '.'), false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null; // if it is needed, the worker says so
        }
    }

    /** Keeps all names, and notes what they stand for. */
    private final class Names extends Remapper {
        Names() {
            super(Opcodes.ASM9);
        }

        @Override
        public String map(String internalName) {
            Class<?> type = find(internalName);
            if (type != null && isMadeHere(type) && !classes.containsKey(type.getName())) {
                unread.add(type);
            }
            return internalName;
        }

        @Override
        public String mapMethodName(String owner, String name, String descriptor) {
            Class<?> type = isSnippet(owner) ? find(owner) : null;
            if (type != null && methods.add(new FunctionId(type.getName(), name, descriptor))) {
                unread.add(type);
            }
            return name;
        }

        @Override
        public String mapFieldName(String owner, String name, String descriptor) {
            if (isSnippet(owner)) {
                throw new IllegalArgumentException("the app " + app + " uses the variable " + name
                        + " of this session, which no worker would have; pass it as an argument");
            }
            return name;
        }
    }

    /** Drops from a snippet what is not needed. */
    private final class Needed extends ClassVisitor {
        private final String owner;

        Needed(String internalName, ClassVisitor next) {
            super(Opcodes.ASM9, next);
            this.owner = internalName.replace('/', '.');
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
            return null;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return methods.contains(new FunctionId(owner, name, descriptor))
                    ? super.visitMethod(access, name, descriptor, signature, exceptions)
                    : null;
        }
    }
}
