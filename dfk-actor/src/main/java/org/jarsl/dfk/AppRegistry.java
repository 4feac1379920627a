package org.jarsl.dfk;

import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jarsl.Fn;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.FunctionId;

/** Gives each function that a program makes an app of a number, once. As large as the program has such places. */
final class AppRegistry {
    /**
     * @param join whether the function returns a future that is to be awaited
     * @param local whether it is one of Jarsl's own, for objects of this JVM
     * @param owner the class that has the function
     * @param resultType of the task; for a join app, that of the future which its function returns
     */
    record Definition(
            AppDescriptor descriptor,
            boolean join,
            boolean local,
            Class<?> owner,
            Type[] parameterTypes,
            Type resultType) {}

    /** A class of the same name may have been loaded anew. */
    private record Key(Method method, AppKind kind, boolean join, boolean local, Class<?> needed) {}

    private final Map<Key, Definition> definitions = new ConcurrentHashMap<>();
    private final List<Definition> byId = new CopyOnWriteArrayList<>();

    Definition define(Serializable function, AppKind kind, boolean join) {
        FunctionReference reference = FunctionReference.of(function, !join);
        return define(reference, kind, join, false, reference.method().getDeclaringClass());
    }

    /** A function that needs {@code other} besides its own class. */
    Definition define(Fn function, Class<?> other) {
        return define(FunctionReference.of(function, true), AppKind.JAVA, false, false, other);
    }

    /** One of Jarsl's own, that takes and returns objects of this JVM. */
    Definition defineLocal(Fn function) {
        FunctionReference reference = FunctionReference.of(function, false);
        return define(reference, AppKind.JAVA, false, true, reference.method().getDeclaringClass());
    }

    private Definition define(FunctionReference reference, AppKind kind, boolean join, boolean local, Class<?> needed) {
        Key key = new Key(reference.method(), kind, join, local, needed);
        Definition known = definitions.get(key);
        return known != null ? known : define(key, reference);
    }

    private synchronized Definition define(Key key, FunctionReference reference) {
        return definitions.computeIfAbsent(key, k -> {
            FunctionId function = reference.id();
            Type result = reference.method().getGenericReturnType();
            if (k.kind() == AppKind.SHELL) {
                result = Integer.class;
            } else if (k.join()) {
                result = awaited(function, result);
            }
            String name = displayName(function);
            byte[] classes = k.join() || k.local() ? null : MadeHere.classesOf(name, function, k.needed());
            AppDescriptor descriptor = new AppDescriptor(byId.size(), name, k.kind(), function, classes);
            Definition definition = new Definition(
                    descriptor,
                    k.join(),
                    k.local(),
                    reference.method().getDeclaringClass(),
                    reference.method().getGenericParameterTypes(),
                    result);
            byId.add(definition);
            return definition;
        });
    }

    /** What the future that a join app returns will have. */
    private static Type awaited(FunctionId function, Type returned) {
        if (returned instanceof ParameterizedType future) {
            return future.getActualTypeArguments()[0];
        }
        throw new IllegalArgumentException("the join app " + function + " returns " + returned.getTypeName()
                + ", which does not say what its future will have; write a static method that returns AppFuture<...>,"
                + " since the compiler drops that of a lambda");
    }

    Type[] parameterTypes(int id) {
        return byId.get(id).parameterTypes();
    }

    Type resultType(int id) {
        return byId.get(id).resultType();
    }

    Class<?> owner(int id) {
        return byId.get(id).owner();
    }

    private static String displayName(FunctionId function) {
        if (!function.name().startsWith("lambda$")) {
            return function.name();
        }
        return MadeHere.isSnippet(function.owner())
                ? "lambda"
                : "lambda in " + function.owner().replaceAll(".*\\.", "");
    }
}
