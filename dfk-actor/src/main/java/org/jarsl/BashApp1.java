package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** A shell app of one argument: its function returns the command line that a worker runs; the result is exit code 0. Immutable and thread-safe. */
public final class BashApp1<A> extends BashApp<BashApp1<A>> {
    BashApp1(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    BashApp1<A> with(AppOptions options) {
        return new BashApp1<>(call, options);
    }

    /** Makes a task of this app with these values. */
    public AppFuture<Integer> call(A a) {
        return submit(Arg.of(a));
    }

    /** Makes a task that starts when its arguments are there; {@link Arg#of} mixes in values. */
    public AppFuture<Integer> call(Arg<? extends A> a) {
        return submit(a);
    }
}
