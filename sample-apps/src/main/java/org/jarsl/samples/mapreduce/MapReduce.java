package org.jarsl.samples.mapreduce;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jarsl.App1;
import org.jarsl.App2;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;

/** Estimates pi: each map task throws darts at a square from a seed of its own, one reduce task gets all their counts. */
public final class MapReduce {
    private static final int MAPS = 20;
    private static final int DARTS = 1_000_000;

    private MapReduce() {}

    static int hits(int seed, int darts) {
        SplittableRandom random = new SplittableRandom(seed);
        int hits = 0;
        for (int i = 0; i < darts; i++) {
            double x = random.nextDouble();
            double y = random.nextDouble();
            hits += x * x + y * y < 1 ? 1 : 0;
        }
        return hits;
    }

    static double pi(List<Integer> hits) {
        return 4.0 * hits.stream().mapToLong(Integer::longValue).sum() / ((double) DARTS * hits.size());
    }

    /** The graph: {@code MAPS} tasks that one waits for. */
    public static AppFuture<Double> estimate(DataFlowKernel dfk) {
        App2<Integer, Integer, Integer> hits = dfk.app(MapReduce::hits);
        App1<List<Integer>, Double> pi = dfk.app(MapReduce::pi);
        List<AppFuture<Integer>> maps = IntStream.range(0, MAPS)
                .mapToObj(seed -> hits.call(seed, DARTS))
                .toList();
        return pi.call(Arg.all(maps));
    }

    public static void main(String[] arguments) {
        try (DataFlowKernel dfk = DataFlowKernel.load(Config.site())) {
            System.out.println("pi is about " + estimate(dfk).join());
        }
    }
}
