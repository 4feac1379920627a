package org.jarsl.simulator;

/** One trial, for who has this class from another class loader. */
public final class Seeds {
    private Seeds() {}

    /** False too if the engine breaks. */
    public static boolean isGood(int calls, long seed) {
        try {
            return Trial.run(Trial.Settings.of(calls, seed), Trial.faults(Fault.Profile.HARSH, seed))
                    .isGood();
        } catch (RuntimeException e) {
            return false;
        }
    }
}
