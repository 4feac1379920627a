package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** A shell app of five arguments: its function returns the command line that a worker runs; the result is exit code 0. Immutable and thread-safe. */
public final class BashApp5<A, B, C, D, E> extends BashApp<BashApp5<A, B, C, D, E>> {
    BashApp5(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    BashApp5<A, B, C, D, E> with(AppOptions options) {
        return new BashApp5<>(call, options);
    }

    /** Makes a task of this app with these values. */
    public AppFuture<Integer> call(A a, B b, C c, D d, E e) {
        return submit(Arg.of(a), Arg.of(b), Arg.of(c), Arg.of(d), Arg.of(e));
    }

    /** Makes a task that starts when its arguments are there; {@link Arg#of} mixes in values. */
    public AppFuture<Integer> call(
            Arg<? extends A> a, Arg<? extends B> b, Arg<? extends C> c, Arg<? extends D> d, Arg<? extends E> e) {
        return submit(a, b, c, d, e);
    }
}
