package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** An app of six arguments. Calling it returns at once with a future of the result. Immutable and thread-safe. */
public final class App6<A, B, C, D, E, F, R> extends App<App6<A, B, C, D, E, F, R>> {
    App6(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    App6<A, B, C, D, E, F, R> with(AppOptions options) {
        return new App6<>(call, options);
    }

    /** Makes a task of this app with these values. */
    public AppFuture<R> call(A a, B b, C c, D d, E e, F f) {
        return submit(Arg.of(a), Arg.of(b), Arg.of(c), Arg.of(d), Arg.of(e), Arg.of(f));
    }

    /** Makes a task that starts when its arguments are there; {@link Arg#of} mixes in values. */
    public AppFuture<R> call(
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e,
            Arg<? extends F> f) {
        return submit(a, b, c, d, e, f);
    }
}
