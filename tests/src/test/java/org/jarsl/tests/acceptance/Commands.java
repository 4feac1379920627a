package org.jarsl.tests.acceptance;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Functions that return command lines. */
final class Commands {
    private Commands() {}

    static String line(String line) {
        return line;
    }

    static @Nullable String none(int x) {
        return null;
    }

    @SuppressWarnings("DoNotCallSuggester") // workers call it
    static String broken(int x) {
        throw new IllegalStateException("no command today");
    }

    /** Writes its own and a child's process number, then sleeps. */
    static String sleeper(Path pid, Path childPid) {
        return "sleep 1000 & echo $! > '" + childPid + "'; echo $$ > '" + pid + "'; wait";
    }

    /** As {@link #sleeper}, but does not listen to TERM. */
    static String stubbornSleeper(Path pid) {
        return "trap '' TERM; echo $$ > '" + pid + "'; while true; do sleep 1; done";
    }

    /**
     * The first time writes its own and a child's process number and sleeps; from then on says which of them are there, a
     * line for each with its state.
     */
    static String sleeperOnce(Path pids) {
        return "if [ -e '" + pids + "' ]; then ps -o stat= -p $(cat '" + pids + "') || true; exit 0; fi\n"
                + "sleep 1000 & echo $$,$! > '" + pids + ".new'; mv '" + pids + ".new' '" + pids + "'; wait";
    }
}
