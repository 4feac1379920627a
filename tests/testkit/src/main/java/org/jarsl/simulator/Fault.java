package org.jarsl.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Something that goes wrong.
 *
 * @param target of those that there are then, this one
 * @param nanos until it is over, if it does not end what it hits
 */
record Fault(long atNanos, Kind kind, int target, long nanos) {
    /** What goes wrong. */
    enum Kind {
        /** A node dies. */
        NODE_KILLED,
        /** A node's manager stands still. */
        NODE_FROZEN,
        /** Nothing comes to a node or from it. */
        NODE_CUT,
        /** What comes to a node and from it may be lost, doubled or late. */
        NODE_STORM,
        /** A third of the nodes is cut off. */
        SWITCH_CUT,
        /** A job and its nodes are taken away. */
        JOB_KILLED,
        /** The head dies, and is started again after a while. */
        HEAD_KILLED,
        /** The head stands still. */
        HEAD_FROZEN,
        /** The scheduler does not answer. */
        SCHEDULER_AWAY
    }

    /** How much goes wrong. */
    enum Profile {
        NONE(0, 0),
        MILD(6, 1),
        HARSH(36, 4);

        private final int faults;
        private final int heads;

        /** So many faults, and so many more times the head is killed. */
        Profile(int faults, int heads) {
            this.faults = faults;
            this.heads = heads;
        }

        /** In the order of time, between 5 s and {@code lastNanos}. */
        List<Fault> schedule(Random random, long lastNanos) {
            List<Fault> faults = new ArrayList<>();
            // A head that is started again finds what has been lost; one in three lives, so that this is seen.
            boolean headLives = random.nextInt(3) == 0;
            Kind[] kinds = Kind.values();
            for (int i = 0; i < (headLives ? this.faults : this.faults + heads); i++) {
                Kind any = kinds[random.nextInt(kinds.length)];
                Kind kind = i < this.faults ? any : Kind.HEAD_KILLED;
                if (headLives && kind == Kind.HEAD_KILLED) {
                    kind = Kind.NODE_STORM;
                }
                long at = FIRST_NANOS + (long) (random.nextDouble() * (lastNanos - FIRST_NANOS));
                long nanos = (long) (Math.pow(random.nextDouble(), 2) * LONGEST_NANOS);
                faults.add(new Fault(at, kind, random.nextInt(Integer.MAX_VALUE), nanos));
            }
            faults.sort(Comparator.comparingLong(Fault::atNanos));
            return faults;
        }
    }

    private static final long FIRST_NANOS = 5_000_000_000L;
    private static final long LONGEST_NANOS = 60_000_000_000L;

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%12.6f s  %s %d for %.3f s", atNanos / 1e9, kind, target, nanos / 1e9);
    }
}
