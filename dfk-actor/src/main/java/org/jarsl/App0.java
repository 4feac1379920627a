package org.jarsl;

import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;

/** An app of no arguments. Calling it returns at once with a future of the result. Immutable and thread-safe. */
public final class App0<R> extends App<App0<R>> {
    App0(AppCall call, AppOptions options) {
        super(call, options);
    }

    @Override
    App0<R> with(AppOptions options) {
        return new App0<>(call, options);
    }

    /** Makes a task of this app. */
    public AppFuture<R> call() {
        return submit();
    }
}
