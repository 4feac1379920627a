package org.jarsl.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jarsl.simulator.paper.Report;

/**
 * Repeats the experiments that the paper on Parsl reports, with this engine in virtual time: how 50,000 tasks get faster
 * with more workers (strong scaling), how 10 tasks for each worker take longer with more workers (weak scaling), how
 * many tasks the largest run ends in a second, and what workers cost that come and go with the work (elasticity).
 */
final class Paper {
    /**
     * How large. Node counts are powers of two.
     *
     * @param published tasks of 1 s, of which the published times of strong scaling are
     */
    record Scale(
            int largestNodes,
            int workersPerNode,
            int tasks,
            List<Duration> taskTimes,
            int published,
            int tasksPerWorker,
            Costs costs) {
        /** As in the paper; Blue Waters' nodes have 32 integer cores, each of which had a worker. */
        static final Scale FULL = new Scale(
                8192,
                32,
                50_000,
                List.of(Duration.ZERO, Duration.ofMillis(10), Duration.ofMillis(100), SECOND),
                5_000,
                10,
                Costs.TYPICAL);

        List<Integer> nodes() {
            return IntStream.iterate(1, n -> n <= largestNodes, n -> 2 * n)
                    .boxed()
                    .toList();
        }
    }

    /** One simulation. */
    record Run(
            int nodes,
            int workers,
            int tasks,
            double taskSeconds,
            double makespanSeconds,
            double idealSeconds,
            double tasksPerSecond) {
        private static Run of(Simulation.Report report) {
            Simulation.Settings settings = report.settings();
            double makespan = report.makespanNanos() / 1e9;
            return new Run(
                    settings.nodes(),
                    settings.nodes() * settings.workersPerNode(),
                    settings.tasks(),
                    settings.taskNanos() / 1e9,
                    makespan,
                    report.idealNanos() / 1e9,
                    makespan == 0 ? 0 : report.done() / makespan);
        }
    }

    /**
     * All that was simulated.
     *
     * @param strong of each task time, by workers
     * @param strongPublished with as many tasks as the published ones
     */
    record Results(
            List<List<Run>> strong,
            List<Run> strongPublished,
            List<Run> weak,
            Elasticity.Report fixed,
            Elasticity.Report elastic) {}

    private static final Duration SECOND = Duration.ofSeconds(1);
    /** 20 workers, as the published utilisation says; the rest is chosen. */
    private static final int BLOCKS = 4;

    private static final int WORKERS_PER_BLOCK = 5;

    private static final List<Elasticity.Stage> STAGES = List.of(
            new Elasticity.Stage(20, Duration.ofSeconds(100)),
            new Elasticity.Stage(1, Duration.ofSeconds(50)),
            new Elasticity.Stage(20, Duration.ofSeconds(100)),
            new Elasticity.Stage(1, Duration.ofSeconds(50)));

    private final Scale scale;
    private final PrintStream progress;
    private final boolean redrawn;
    private final int simulations;
    private int begun;

    /** @param redrawn whether progress goes to a terminal, where one line is enough */
    Paper(Scale scale, PrintStream progress, boolean redrawn) {
        this.scale = scale;
        this.progress = progress;
        this.redrawn = redrawn;
        this.simulations = scale.nodes().size() * (scale.taskTimes().size() + 2) + 2;
    }

    /** Runs all, prints the tables, and writes these and the plots into files. */
    static void print(Path directory) {
        Report report = new Paper(Scale.FULL, System.err, Integer.getInteger("jarsl.terminal-columns", 0) > 0).report();
        System.out.println(report.text());
        try {
            String missing = report.write(directory);
            System.out.println("written to " + directory + (missing.isEmpty() ? "" : ", but " + missing));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("results cannot be written to " + directory + ": " + e, e);
        }
    }

    Report report() {
        return PaperReport.of(scale, run());
    }

    Results run() {
        List<List<Run>> strong = new ArrayList<>();
        for (Duration taskTime : scale.taskTimes()) {
            strong.add(strong(scale.tasks(), taskTime));
        }
        List<Run> published = strong(scale.published(), SECOND);
        List<Run> weak = new ArrayList<>();
        for (int nodes : scale.nodes()) {
            weak.add(simulate("weak scaling", nodes, nodes * scale.workersPerNode() * scale.tasksPerWorker(), SECOND));
        }
        Results results = new Results(strong, published, weak, elasticity(false), elasticity(true));
        if (redrawn) {
            progress.println();
        }
        return results;
    }

    private List<Run> strong(int tasks, Duration taskTime) {
        List<Run> runs = new ArrayList<>();
        for (int nodes : scale.nodes()) {
            runs.add(simulate("strong scaling", nodes, tasks, taskTime));
        }
        return runs;
    }

    private Run simulate(String experiment, int nodes, int tasks, Duration taskTime) {
        say(String.format(
                Locale.ROOT,
                "%s, %,d tasks of %d ms on %,d workers",
                experiment,
                tasks,
                taskTime.toMillis(),
                nodes * scale.workersPerNode()));
        return Run.of(Simulation.run(
                new Simulation.Settings(nodes, scale.workersPerNode(), tasks, taskTime.toNanos(), scale.costs())));
    }

    private Elasticity.Report elasticity(boolean elastic) {
        say("elasticity, " + (elastic ? "with" : "without") + " scaling");
        return Elasticity.run(elasticSettings(elastic, scale.costs()));
    }

    static Elasticity.Settings elasticSettings(boolean elastic, Costs costs) {
        return new Elasticity.Settings(
                STAGES,
                BLOCKS,
                WORKERS_PER_BLOCK,
                elastic,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                1,
                costs);
    }

    private void say(String what) {
        String line = String.format(Locale.ROOT, "simulation %d of %d: %s", ++begun, simulations, what);
        if (redrawn) {
            progress.print("\r\u001b[K" + line);
            progress.flush();
        } else {
            progress.println(line);
        }
    }

    static Map<String, Object> json(Scale scale, Results results) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("costs_ns", scale.costs());
        json.put("strong_scaling", results.strong());
        json.put("strong_scaling_as_published", results.strongPublished());
        json.put("weak_scaling", results.weak());
        json.put("elasticity_fixed", results.fixed());
        json.put("elasticity_elastic", results.elastic());
        return json;
    }
}
