package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** A shell app of two arguments: its function returns the command line that a worker runs; the result is exit code 0. Immutable and thread-safe. */
public final class BashApp2<A, B> extends BashApp<BashApp2<A, B>> {
    BashApp2(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    BashApp2<A, B> with(AppOptions options) {
        return new BashApp2<>(call, options);
    }

    /** Makes a task of this app with these values. */
    public AppFuture<Integer> call(A a, B b) {
        return submit(Arg.of(a), Arg.of(b));
    }

    /** Makes a task that starts when its arguments are there; {@link Arg#of} mixes in values. */
    public AppFuture<Integer> call(Arg<? extends A> a, Arg<? extends B> b) {
        return submit(a, b);
    }
}
