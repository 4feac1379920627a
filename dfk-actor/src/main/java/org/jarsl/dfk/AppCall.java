package org.jarsl.dfk;

import java.util.List;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jspecify.annotations.Nullable;

/** What stands behind a public app: makes a task of a call. */
public interface AppCall {
    AppFuture<?> call(AppOptions options, @Nullable Arg<?>... arguments);

    /** Throws {@link IllegalArgumentException} if the configuration lacks an executor of one of these labels. */
    void checkExecutors(List<String> labels);
}
