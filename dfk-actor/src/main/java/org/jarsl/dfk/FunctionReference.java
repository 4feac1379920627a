package org.jarsl.dfk;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Set;
import org.jarsl.protocol.FunctionId;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which static method a method reference or lambda stands for. The compiler writes that down in a
 * {@link SerializedLambda} for each serialisable one; it is read here, without opening a module, by serialising the
 * function to nowhere.
 *
 * @param method the method itself, for its generic types
 */
record FunctionReference(FunctionId id, Method method) {
    /** Types that leave open which class a value has. */
    private static final Set<Type> ANY_CLASS = Set.of(Object.class, Number.class, Serializable.class);

    private static final String ADVICE = "; give a reference to a static method (Numbers::twice), or a lambda that uses"
            + " nothing but its parameters";
    /** By the lambda's class, one per place in the code; a class that is unloaded takes its entry with it. */
    private static final ClassValue<FunctionReference[]> CACHE = new ClassValue<>() {
        @Override
        protected FunctionReference[] computeValue(Class<?> type) {
            return new FunctionReference[1];
        }
    };

    /**
     * Reads what a function refers to.
     *
     * @param checked false if it runs in this JVM only, so that its types need not be decodable
     * @throws IllegalArgumentException if no worker could call this function; the message says what to write instead
     */
    static FunctionReference of(@Nullable Serializable function, boolean checked) {
        if (function == null) {
            throw new IllegalArgumentException("the function of an app must not be null");
        }
        FunctionReference[] cached = CACHE.get(function.getClass());
        FunctionReference known = cached[0];
        if (known == null) {
            known = read(function, checked);
            cached[0] = known;
        }
        return known;
    }

    private static FunctionReference read(Serializable function, boolean checked) {
        SerializedLambda lambda = serializedForm(function);
        if (lambda == null) {
            throw new IllegalArgumentException(
                    "the app is an object of class " + function.getClass().getName() + ADVICE);
        }
        String written = lambda.getImplClass().replace('/', '.') + "." + lambda.getImplMethodName();
        int captured = lambda.getCapturedArgCount();
        if (captured > 0) {
            throw new IllegalArgumentException("the app " + written + " captures " + captured
                    + (captured == 1 ? " value" : " values")
                    + " from where it is written, which no worker would have; pass "
                    + (captured == 1 ? "it as an argument" : "them as arguments") + ADVICE);
        }
        if (lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic) {
            throw new IllegalArgumentException("the app " + written + " is not a static method" + ADVICE);
        }
        Method method = find(function.getClass().getClassLoader(), lambda);
        method.setAccessible(true);
        if (checked) {
            for (Type type : method.getGenericParameterTypes()) {
                checkConcrete(written, type);
            }
            checkConcrete(written, method.getGenericReturnType());
        }
        FunctionId id = new FunctionId(
                lambda.getImplClass().replace('/', '.'), lambda.getImplMethodName(), lambda.getImplMethodSignature());
        return new FunctionReference(id, method);
    }

    private static @Nullable SerializedLambda serializedForm(Serializable function) {
        Catcher catcher;
        try {
            catcher = new Catcher();
            catcher.writeObject(function);
        } catch (IOException e) {
            return null;
        }
        return catcher.caught;
    }

    private static Method find(ClassLoader loader, SerializedLambda lambda) {
        String owner = lambda.getImplClass().replace('/', '.');
        try {
            Class<?> declaring = Class.forName(owner, false, loader);
            Class<?>[] parameters = MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(), loader)
                    .parameterArray();
            return declaring.getDeclaredMethod(lambda.getImplMethodName(), parameters);
        } catch (ReflectiveOperationException | TypeNotPresentException e) {
            throw new IllegalArgumentException("the method of the app cannot be found in " + owner, e);
        }
    }

    /** CBOR carries no class names, so the declared type must say what to build. */
    private static void checkConcrete(String app, Type type) {
        String wrong = null;
        if (ANY_CLASS.contains(type) || type instanceof TypeVariable<?>) {
            wrong = type.getTypeName();
        } else if (type instanceof GenericArrayType array) {
            checkConcrete(app, array.getGenericComponentType());
        } else if (type instanceof Class<?> array && array.isArray()) {
            checkConcrete(app, array.getComponentType());
        } else if (type instanceof WildcardType wildcard) {
            checkConcrete(app, wildcard.getUpperBounds()[0]);
        } else if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                checkConcrete(app, argument);
            }
        } else if (type instanceof Class<?> raw && raw.getTypeParameters().length > 0) {
            wrong = raw.getName() + " without its type arguments";
        }
        if (wrong != null) {
            throw new IllegalArgumentException("the app " + app + " has the type " + wrong
                    + " in its signature, from which a worker cannot tell what to decode; write a static method with"
                    + " concrete types");
        }
    }

    /** Serialisation replaces a lambda by its description, which is all that is wanted. */
    private static final class Catcher extends ObjectOutputStream {
        @Nullable
        SerializedLambda caught;

        Catcher() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(@Nullable Object object) {
            if (object instanceof SerializedLambda lambda) {
                caught = lambda;
                return null;
            }
            return object;
        }
    }
}
