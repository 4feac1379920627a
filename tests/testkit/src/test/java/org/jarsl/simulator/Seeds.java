package org.jarsl.simulator;

import java.util.List;

/** One trial, for who has this class from another class loader. */
public final class Seeds {
    private Seeds() {}

    private static List<Fault> faults(long seed) {
        return Trial.faults(Fault.Profile.HARSH, seed);
    }

    /** The first violation; empty if there is none. */
    public static String violation(int calls, long seed) {
        List<String> violations =
                Trial.run(Trial.Settings.of(calls, seed), faults(seed)).violations();
        return violations.isEmpty() ? "" : violations.get(0);
    }

    /** The seed's trial, which fails, made smaller. */
    public static String smaller(int calls, long seed) {
        return Story.ofSmaller(Trial.Settings.of(calls, seed), faults(seed), "simulate");
    }
}
