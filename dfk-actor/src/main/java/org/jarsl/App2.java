package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** An app of two arguments. Calling it returns at once with a future of the result. Immutable and thread-safe. */
public final class App2<A, B, R> extends App<App2<A, B, R>> {
    App2(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    App2<A, B, R> with(AppOptions options) {
        return new App2<>(call, options);
    }

    /** Makes a task of this app with these values. */
    public AppFuture<R> call(A a, B b) {
        return submit(Arg.of(a), Arg.of(b));
    }

    /** Makes a task that starts when its arguments are there; {@link Arg#of} mixes in values. */
    public AppFuture<R> call(Arg<? extends A> a, Arg<? extends B> b) {
        return submit(a, b);
    }
}
