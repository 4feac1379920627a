package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** A shell app of three arguments: its function returns the command line that a worker runs; the result is exit code 0. Immutable and thread-safe. */
public final class BashApp3<A, B, C> extends BashApp<BashApp3<A, B, C>> {
    BashApp3(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    BashApp3<A, B, C> with(AppOptions options) {
        return new BashApp3<>(call, options);
    }

    /** Makes a task of this app with these values. */
    public AppFuture<Integer> call(A a, B b, C c) {
        return submit(Arg.of(a), Arg.of(b), Arg.of(c));
    }

    /** Makes a task that starts when its arguments are there; {@link Arg#of} mixes in values. */
    public AppFuture<Integer> call(Arg<? extends A> a, Arg<? extends B> b, Arg<? extends C> c) {
        return submit(a, b, c);
    }
}
