package org.jarsl.samples.stages;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jarsl.App1;
import org.jarsl.App2;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;

/**
 * Four stages, wide and narrow in turn, each of which waits for the one before. With {@code strategy = simple}, as in
 * {@code conf/elastic.conf}, blocks are added for the wide ones and given back in between; the last line of each stage
 * says how many managers it ran on.
 */
public final class Stages {
    private static final List<Integer> WIDTHS = List.of(20, 1, 20, 1);

    private Stages() {}

    /** Takes its time, after the stage before, and says in which process. */
    static long work(long millis, int after) throws InterruptedException {
        Thread.sleep(millis);
        return ProcessHandle.current().pid();
    }

    static int managers(List<Long> processes) {
        return new HashSet<>(processes).size();
    }

    /** The graph: for each stage, on how many managers it ran. */
    public static List<AppFuture<Integer>> run(DataFlowKernel dfk, Duration each) {
        App2<Long, Integer, Long> work = dfk.app(Stages::work);
        App1<List<Long>, Integer> managers = dfk.app(Stages::managers);
        List<AppFuture<Integer>> stages = new ArrayList<>();
        Arg<Integer> before = Arg.of(0);
        for (int width : WIDTHS) {
            Arg<Integer> after = before;
            List<AppFuture<Long>> tasks = IntStream.range(0, width)
                    .mapToObj(i -> work.call(Arg.of(each.toMillis()), after))
                    .toList();
            AppFuture<Integer> stage = managers.call(Arg.all(tasks));
            stages.add(stage);
            before = stage;
        }
        return stages;
    }

    public static void main(String[] arguments) {
        Duration each = arguments.length == 0 ? Duration.ofSeconds(1) : Duration.parse("PT" + arguments[0]);
        try (DataFlowKernel dfk = DataFlowKernel.load(Config.site())) {
            List<AppFuture<Integer>> stages = run(dfk, each);
            for (int i = 0; i < stages.size(); i++) {
                System.out.printf(
                        "stage %d: %d tasks of %s s on %d managers%n",
                        i + 1,
                        WIDTHS.get(i),
                        each.toMillis() / 1000.0,
                        stages.get(i).join());
            }
        }
    }
}
