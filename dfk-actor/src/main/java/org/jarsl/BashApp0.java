package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** A shell app of no arguments: its function returns the command line that a worker runs; the result is exit code 0. Immutable and thread-safe. */
public final class BashApp0 extends BashApp<BashApp0> {
    BashApp0(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    BashApp0 with(AppOptions options) {
        return new BashApp0(call, options);
    }

    /** Makes a task of this app. */
    public AppFuture<Integer> call() {
        return submit();
    }
}
