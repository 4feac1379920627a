package org.jarsl.dfk;

import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jspecify.annotations.Nullable;

/** What stands behind a public app: makes a task of a call. */
public interface AppCall {
    AppFuture<?> call(AppOptions options, @Nullable Arg<?>... arguments);

    /** These options, or {@link IllegalArgumentException} if the app or the configuration has no use for them. */
    AppOptions checked(AppOptions options);
}
