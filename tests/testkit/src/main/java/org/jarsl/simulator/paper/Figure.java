package org.jarsl.simulator.paper;

import java.util.List;

/**
 * A plot.
 *
 * @param name of its files
 */
public record Figure(String name, String title, Axis x, Axis y, List<Series> series) {
    /** What is along it, with the unit. */
    public record Axis(String title, boolean logarithmic) {}

    /** How values are drawn. */
    public enum Look {
        /** A line through points of its own. */
        SIMULATED,
        /** Points only, in another shape for each series. */
        PUBLISHED,
        /** A thin dashed line. */
        IDEAL,
        /** Each value holds until the next. */
        STEPS
    }

    /** A value. */
    public record Point(double x, double y) {}

    /** Values of one kind, from left to right; none if empty. */
    public record Series(String name, Look look, List<Point> points) {}
}
