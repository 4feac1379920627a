package org.jarsl.worker;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.FunctionId;
import org.jspecify.annotations.Nullable;

/**
 * Finds the static methods of apps and calls them. Unlike {@link Method#invoke} the call goes through a
 * method handle that is made once, and what the method throws comes out as it is. Private methods are found too: the
 * body of a lambda is one. Thread-safe; a function that was not found is looked for again the next time.
 */
public final class FunctionTable {
    /** Says where the classes of apps are. */
    @FunctionalInterface
    public interface Loaders {
        /** Null for Java's own. */
        @Nullable
        ClassLoader of(AppDescriptor app) throws FunctionNotFoundException;
    }

    private final ClassLoader classPath;
    private final Loaders loaders;
    private final Map<AppDescriptor, Function> functions = new ConcurrentHashMap<>();

    /** Of functions that are on this class path, or come with their classes. */
    public FunctionTable(ClassLoader classPath) {
        this(classPath, new SentClasses(classPath));
    }

    /** {@code classPath} is where users' libraries find what they load by name. */
    public FunctionTable(ClassLoader classPath, Loaders loaders) {
        this.classPath = classPath;
        this.loaders = loaders;
    }

    /**
     * The function of this app.
     *
     * @throws FunctionNotFoundException if the class or a class in the signature is missing or does not link, or the
     *     class has no such static method
     */
    public Function find(AppDescriptor app) throws FunctionNotFoundException {
        Function known = functions.get(app);
        if (known == null) {
            ClassLoader loader = loaders.of(app);
            known = load(app.function(), loader, app.classes() == null || loader == null ? classPath : loader);
            functions.put(app, known);
        }
        return known;
    }

    private static Function load(FunctionId id, @Nullable ClassLoader loader, ClassLoader context)
            throws FunctionNotFoundException {
        try {
            // Not initialised here: a static initialiser that fails is the user's exception, not a missing class.
            Class<?> owner = Class.forName(id.owner(), false, loader);
            return function(method(id, owner, loader), context);
        } catch (ClassNotFoundException e) {
            throw new FunctionNotFoundException(
                    "class " + id.owner() + " was not found; the class path of the managers must contain it", e);
        } catch (LinkageError | TypeNotPresentException e) {
            throw new FunctionNotFoundException(
                    "class " + id.owner() + " cannot be linked (" + e
                            + "); the class path of the managers must contain it and all that it needs, in the"
                            + " versions it was compiled with",
                    e);
        } catch (IllegalArgumentException | IllegalAccessException e) {
            throw new FunctionNotFoundException("method " + id + id.descriptor() + " cannot be called: " + e, e);
        }
    }

    private static Method method(FunctionId id, Class<?> owner, @Nullable ClassLoader loader)
            throws FunctionNotFoundException {
        MethodType type = MethodType.fromMethodDescriptorString(id.descriptor(), loader);
        for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (Modifier.isStatic(method.getModifiers())
                        && method.getName().equals(id.name())
                        && MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                                .equals(type)) {
                    return method;
                }
            }
        }
        throw new FunctionNotFoundException(
                "class " + id.owner() + " has no static method " + id.name() + id.descriptor()
                        + "; the class path of the managers must contain it as it was compiled for the caller",
                null);
    }

    private static Function function(Method method, ClassLoader context) throws IllegalAccessException {
        // Where a module forbids it, unreflect says so in a better sentence.
        boolean unused = method.trySetAccessible();
        MethodHandle handle = MethodHandles.lookup()
                .unreflect(method)
                .asFixedArity()
                .asSpreader(Object[].class, method.getParameterCount())
                .asType(MethodType.methodType(Object.class, Object[].class));
        return new Function(handle, context, method.getGenericParameterTypes(), method.getGenericReturnType());
    }

    /** A static method, ready to call. Thread-safe. */
    public static final class Function {
        private final MethodHandle handle;
        private final ClassLoader context;
        private final Type[] parameterTypes;
        private final Type returnType;

        private Function(MethodHandle handle, ClassLoader context, Type[] parameterTypes, Type returnType) {
            this.handle = handle;
            this.context = context;
            this.parameterTypes = parameterTypes;
            this.returnType = returnType;
        }

        /** The generic types in order. Shared: not to be changed. */
        public Type[] parameterTypes() {
            return parameterTypes;
        }

        public Type returnType() {
            return returnType;
        }

        /** Calls the method, which finds its classes by name too; what it throws is thrown as it is. */
        public @Nullable Object invoke(@Nullable Object[] arguments) throws Throwable {
            Thread.currentThread().setContextClassLoader(context);
            return (Object) handle.invokeExact(arguments);
        }
    }
}
