package org.jarsl.provider;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * A job to be submitted. It runs in the directory where the head was started.
 *
 * @param name of all jobs that this user has in the scheduler the only one with it, so that a job can be found again
 * @param script a bash script that is there already; it begins with the provider's {@link Provider#directives}
 * @param stdout where the job's standard output goes
 * @param stderr where its standard error goes
 * @param nodes how many nodes it asks for, at least 1
 * @param walltime after which the scheduler may end it; zero for the scheduler's own
 */
public record JobRequest(String name, Path script, Path stdout, Path stderr, int nodes, Duration walltime) {
    public JobRequest {
        if (nodes < 1) {
            throw new IllegalArgumentException("job " + name + " must have at least 1 node, not " + nodes);
        }
    }

    /** The walltime in whole minutes, rounded up; empty for the scheduler's own. */
    String minutes() {
        return walltime.isZero() ? "" : Long.toString((walltime.toSeconds() + 59) / 60);
    }

    /** The walltime as {@code 100:05:09}; empty for the scheduler's own. */
    String clock() {
        return walltime.isZero()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%02d:%02d:%02d",
                        walltime.toHours(),
                        walltime.toMinutesPart(),
                        walltime.toSecondsPart());
    }
}
