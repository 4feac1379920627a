package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** An app of four arguments. Calling it returns at once with a future of the result. Immutable and thread-safe. */
public final class App4<A, B, C, D, R> extends App<App4<A, B, C, D, R>> {
    App4(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    App4<A, B, C, D, R> with(AppOptions options) {
        return new App4<>(call, options);
    }

    /** Makes a task of this app with these values. */
    public AppFuture<R> call(A a, B b, C c, D d) {
        return submit(Arg.of(a), Arg.of(b), Arg.of(c), Arg.of(d));
    }

    /** Makes a task that starts when its arguments are there; {@link Arg#of} mixes in values. */
    public AppFuture<R> call(Arg<? extends A> a, Arg<? extends B> b, Arg<? extends C> c, Arg<? extends D> d) {
        return submit(a, b, c, d);
    }
}
