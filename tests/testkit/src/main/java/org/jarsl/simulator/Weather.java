package org.jarsl.simulator;

/**
 * What becomes of messages to and from a host, of a hundred: so many are lost, come twice, or come late, after those
 * that were sent after them.
 */
record Weather(int lost, int doubled, int late) {
    static final Weather FAIR = new Weather(0, 0, 0);
    /** Nothing comes through. */
    static final Weather CUT = new Weather(100, 0, 0);

    boolean isFair() {
        return lost == 0 && doubled == 0 && late == 0;
    }
}
