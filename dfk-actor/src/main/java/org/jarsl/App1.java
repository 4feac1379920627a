package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** An app of one argument. Calling it returns at once with a future of the result. Immutable and thread-safe. */
public final class App1<A, R> extends App<App1<A, R>> {
    App1(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    App1<A, R> with(AppOptions options) {
        return new App1<>(call, options);
    }

    /** Makes a task of this app with these values. */
    public AppFuture<R> call(A a) {
        return submit(Arg.of(a));
    }

    /** Makes a task that starts when its arguments are there; {@link Arg#of} mixes in values. */
    public AppFuture<R> call(Arg<? extends A> a) {
        return submit(a);
    }
}
