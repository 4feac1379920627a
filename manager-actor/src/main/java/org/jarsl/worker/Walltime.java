package org.jarsl.worker;

import org.jarsl.protocol.Failure;

/** The failure of a task that ran longer than it may. */
public final class Walltime {
    private Walltime() {}

    /** {@code more} ends the sentence. */
    public static Failure failure(String app, long millis, String more) {
        String walltime = millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
        return Failure.of(
                Failure.Kind.WALLTIME,
                "app `" + app + "` ran longer than its walltime of " + walltime + " and was stopped" + more);
    }
}
