package org.jarsl;

import java.io.Serializable;

/**
 * The functions that can become apps: static method references, and lambdas that capture nothing. Unlike
 * {@link java.util.function.Function} they may throw, and they are {@link Serializable}, which is how Jarsl learns the
 * name of the method; a function object itself is never sent anywhere. Users have no need to name these types.
 */
public interface Fn extends Serializable {
    /** A function of no parameters. */
    interface F0<R> extends Fn {
        R apply() throws Exception;
    }

    /** A function of 1 parameter. */
    interface F1<A, R> extends Fn {
        R apply(A a) throws Exception;
    }

    /** A function of 2 parameters. */
    interface F2<A, B, R> extends Fn {
        R apply(A a, B b) throws Exception;
    }

    /** A function of 3 parameters. */
    interface F3<A, B, C, R> extends Fn {
        R apply(A a, B b, C c) throws Exception;
    }

    /** A function of 4 parameters. */
    interface F4<A, B, C, D, R> extends Fn {
        R apply(A a, B b, C c, D d) throws Exception;
    }

    /** A function of 5 parameters. */
    interface F5<A, B, C, D, E, R> extends Fn {
        R apply(A a, B b, C c, D d, E e) throws Exception;
    }

    /** A function of 6 parameters. */
    interface F6<A, B, C, D, E, F, R> extends Fn {
        R apply(A a, B b, C c, D d, E e, F f) throws Exception;
    }
}
