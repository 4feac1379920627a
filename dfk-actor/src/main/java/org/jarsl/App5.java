package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** An app of five arguments. Calling it returns at once with a future of the result. Immutable and thread-safe. */
public final class App5<A, B, C, D, E, R> extends App<App5<A, B, C, D, E, R>> {
    App5(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    App5<A, B, C, D, E, R> with(AppOptions options) {
        return new App5<>(call, options);
    }

    /** Makes a task of this app with these values. */
    public AppFuture<R> call(A a, B b, C c, D d, E e) {
        return submit(Arg.of(a), Arg.of(b), Arg.of(c), Arg.of(d), Arg.of(e));
    }

    /** Makes a task that starts when its arguments are there; {@link Arg#of} mixes in values. */
    public AppFuture<R> call(
            Arg<? extends A> a, Arg<? extends B> b, Arg<? extends C> c, Arg<? extends D> d, Arg<? extends E> e) {
        return submit(a, b, c, d, e);
    }
}
