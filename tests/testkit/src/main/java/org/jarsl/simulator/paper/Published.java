package org.jarsl.simulator.paper;

import java.util.List;
import java.util.Locale;
import org.jarsl.simulator.paper.Figure.Look;
import org.jarsl.simulator.paper.Figure.Point;
import org.jarsl.simulator.paper.Figure.Series;

/**
 * What Y. Babuji et al. measured in "Parsl: Pervasive Parallel Programming in Python" (HPDC 2019), on Blue Waters and
 * Midway: its Table 2 and its elasticity experiment. The times of strong and weak scaling are read off the figures of
 * Parsl's documentation by eye, so they are approximate.
 */
public final class Published {
    /** One line of the paper's Table 2: the most workers that were reached, and the tasks that ended in a second. */
    public record Largest(String framework, int workers, int nodes, int tasksPerSecond, String remark) {}

    /** Of the elasticity experiment. */
    public record Elastic(boolean elastic, double utilisation, double makespanSeconds) {}

    public static final String SOURCE = "Babuji et al., Parsl: Pervasive Parallel Programming in Python, HPDC 2019";

    public static final String HTEX = "Parsl-HTEX";
    public static final String EXEX = "Parsl-EXEX";
    public static final String DASK = "Dask";
    public static final String IPP = "IPyParallel";
    public static final String FIREWORKS = "FireWorks";

    /** Seconds for 5,000 tasks of 1 s, by workers. */
    public static final List<Series> STRONG = List.of(
            points(HTEX, new Point(1024, 9), new Point(32_768, 9)),
            points(EXEX, new Point(262_144, 16)),
            points(DASK, new Point(512, 17), new Point(1024, 17), new Point(4096, 65)),
            points(IPP, new Point(256, 48), new Point(2048, 210)));

    /** Seconds for 10 tasks of 1 s on each worker, by workers. */
    public static final List<Series> WEAK = List.of(
            points(HTEX, new Point(8192, 140), new Point(16_384, 285)),
            points(EXEX, new Point(8192, 255), new Point(16_384, 430), new Point(32_768, 860)),
            points(DASK, new Point(4096, 150)),
            points(IPP, new Point(2048, 830)));

    public static final List<Largest> LARGEST = List.of(
            new Largest(HTEX, 65_536, 2048, 1181, "as many as the allocation had"),
            new Largest(EXEX, 262_144, 8192, 1176, ""),
            new Largest(DASK, 8192, 256, 2617, ""),
            new Largest(IPP, 2048, 64, 330, ""),
            new Largest(FIREWORKS, 1024, 32, 4, ""));

    public static final List<Elastic> ELASTICITY =
            List.of(new Elastic(false, 0.6815, 301), new Elastic(true, 0.8428, 331));

    private Published() {}

    private static Series points(String framework, Point... points) {
        return new Series(framework, Look.PUBLISHED, List.of(points));
    }

    /** What is published for so many workers; empty if nothing is. */
    public static String cell(Series series, int workers) {
        return series.points().stream()
                .filter(point -> point.x() == workers)
                .map(point -> String.format(Locale.ROOT, "%.0f", point.y()))
                .findFirst()
                .orElse("");
    }
}
