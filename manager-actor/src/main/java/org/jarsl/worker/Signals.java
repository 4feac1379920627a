package org.jarsl.worker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The signals that end processes, by the exit code that shells and Java give for them. */
public final class Signals {
    private static final int SIGNALLED = 128;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "HUP"),
            Map.entry(2, "INT"),
            Map.entry(3, "QUIT"),
            Map.entry(4, "ILL"),
            Map.entry(6, "ABRT"),
            Map.entry(7, "BUS"),
            Map.entry(8, "FPE"),
            Map.entry(9, "KILL, often sent when memory ran out"),
            Map.entry(11, "SEGV"),
            Map.entry(13, "PIPE"),
            Map.entry(14, "ALRM"),
            Map.entry(15, "TERM"),
            Map.entry(24, "XCPU"),
            Map.entry(25, "XFSZ"));

    private Signals() {}

    /** Null when the code is not that of a signal. */
    public static @Nullable String name(int exitCode) {
        return NAMES.get(exitCode - SIGNALLED);
    }
}
