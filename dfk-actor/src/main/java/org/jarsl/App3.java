package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** An app of three arguments. Calling it returns at once with a future of the result. Immutable and thread-safe. */
public final class App3<A, B, C, R> extends App<App3<A, B, C, R>> {
    App3(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    App3<A, B, C, R> with(AppOptions options) {
        return new App3<>(call, options);
    }

    /** Makes a task of this app with these values. */
    public AppFuture<R> call(A a, B b, C c) {
        return submit(Arg.of(a), Arg.of(b), Arg.of(c));
    }

    /** Makes a task that starts when its arguments are there; {@link Arg#of} mixes in values. */
    public AppFuture<R> call(Arg<? extends A> a, Arg<? extends B> b, Arg<? extends C> c) {
        return submit(a, b, c);
    }
}
