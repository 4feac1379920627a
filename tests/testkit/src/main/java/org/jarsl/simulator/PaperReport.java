package org.jarsl.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jarsl.simulator.paper.Figure;
import org.jarsl.simulator.paper.Figure.Axis;
import org.jarsl.simulator.paper.Figure.Look;
import org.jarsl.simulator.paper.Figure.Point;
import org.jarsl.simulator.paper.Figure.Series;
import org.jarsl.simulator.paper.Published;
import org.jarsl.simulator.paper.Report;
import org.jarsl.simulator.paper.Table;

/** The tables and figures of what {@link Paper} has simulated. */
final class PaperReport {
    private static final String JARSL = "Jarsl, simulated";
    private static final Axis WORKERS = new Axis("workers", true);
    private static final Axis MAKESPAN = new Axis("time to completion, s", true);
    private static final double SHORT_SECONDS = 0.05;
    private static final String READ_OFF = "Columns with a framework's name are published, measured on Blue Waters, and"
            + " read off a figure by eye; empty cells were not.";

    private final Paper.Scale scale;
    private final Paper.Results results;

    private PaperReport(Paper.Scale scale, Paper.Results results) {
        this.scale = scale;
        this.results = results;
    }

    static Report of(Paper.Scale scale, Paper.Results results) {
        PaperReport report = new PaperReport(scale, results);
        return new Report(
                "Jarsl, simulated, beside Parsl and others as published in 2019",
                report.preface(),
                List.of(report.strong(), report.weak(), report.largest(), report.elasticity()),
                report.figures(),
                Paper.json(scale, results));
    }

    private String preface() {
        Costs costs = scale.costs();
        return String.format(
                Locale.ROOT,
                "Nothing here was measured on a supercomputer. What is called simulated is Jarsl's engine in virtual time,"
                        + " on nodes of %d workers, with assumed costs: %d us from host to host; %.1f us of the interchange"
                        + " for each message and %.1f us for each task in it, as much of a manager; %.1f us of the task graph"
                        + " for each call and each result. Throughput follows from these. Published is %s, with the hardware"
                        + " and Python of then.",
                scale.workersPerNode(),
                costs.latency() / 1000,
                costs.interchangeMessage() / 1e3,
                costs.interchangeTask() / 1e3,
                costs.dfkTask() / 1e3,
                Published.SOURCE);
    }

    private Table strong() {
        List<String> header = new ArrayList<>(List.of("workers", "nodes"));
        results.strong().forEach(runs -> header.add(ms(runs.get(0))));
        header.add("simulated, as published");
        Published.STRONG.forEach(series -> header.add(series.name()));
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < results.strongPublished().size(); i++) {
            Paper.Run run = results.strongPublished().get(i);
            List<String> row = new ArrayList<>(List.of(whole(run.workers()), whole(run.nodes())));
            for (List<Paper.Run> runs : results.strong()) {
                row.add(seconds(runs.get(i).makespanSeconds()));
            }
            row.add(seconds(run.makespanSeconds()));
            Published.STRONG.forEach(series -> row.add(Published.cell(series, run.workers())));
            rows.add(row);
        }
        String note = String.format(
                Locale.ROOT,
                "Seconds until all tasks have ended. Columns with a duration: %,d tasks of so long each, simulated. \"As"
                        + " published\": %,d tasks of 1 s, simulated, as are the published times to its right. %s %s is"
                        + " said to take 13 to 16 s up to 262,144 workers.",
                scale.tasks(),
                scale.published(),
                READ_OFF,
                Published.EXEX);
        return new Table("Strong scaling: the same tasks on more workers", header, rows, note);
    }

    private static String ms(Paper.Run run) {
        return String.format(Locale.ROOT, "%.0f ms", 1000 * run.taskSeconds());
    }

    private Table weak() {
        List<String> header = new ArrayList<>(List.of("workers", "nodes", "tasks", "simulated", "efficiency"));
        Published.WEAK.forEach(series -> header.add(series.name()));
        List<List<String>> rows = new ArrayList<>();
        for (Paper.Run run : results.weak()) {
            List<String> row = new ArrayList<>(List.of(
                    whole(run.workers()),
                    whole(run.nodes()),
                    whole(run.tasks()),
                    seconds(run.makespanSeconds()),
                    percent(run.idealSeconds() / run.makespanSeconds())));
            Published.WEAK.forEach(series -> row.add(Published.cell(series, run.workers())));
            rows.add(row);
        }
        String note = "Seconds until all tasks have ended: " + scale.tasksPerWorker()
                + " tasks of 1 s for each worker. The efficiency is that of the simulated run. " + READ_OFF;
        return new Table("Weak scaling: as many more tasks as there are workers", header, rows, note);
    }

    /** Of those of the shortest tasks. */
    private Paper.Run largestRun() {
        List<Paper.Run> shortest = results.strong().get(0);
        return shortest.get(shortest.size() - 1);
    }

    private Table largest() {
        Paper.Run run = largestRun();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                JARSL,
                whole(run.workers()),
                whole(run.nodes()),
                whole(run.tasksPerSecond()),
                "all managers connected"));
        for (Published.Largest line : Published.LARGEST) {
            rows.add(List.of(
                    line.framework() + ", published",
                    whole(line.workers()),
                    whole(line.nodes()),
                    whole(line.tasksPerSecond()),
                    line.remark()));
        }
        String note = String.format(
                Locale.ROOT,
                "The simulated run: %,d tasks that do nothing, on all these workers, and no more were tried. Published:"
                        + " the most workers that could be connected on Blue Waters, and the tasks that ended in a second"
                        + " in a run of 50,000 that do nothing, on Midway.",
                run.tasks());
        return new Table("Largest run", List.of("framework", "workers", "nodes", "tasks/s", "remark"), rows, note);
    }

    private Table elasticity() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(
                JARSL, "fixed", results.fixed().utilisation(), results.fixed().makespanSeconds()));
        rows.add(row(
                JARSL,
                "elastic",
                results.elastic().utilisation(),
                results.elastic().makespanSeconds()));
        for (Published.Elastic line : Published.ELASTICITY) {
            String blocks = line.elastic() ? "elastic" : "fixed";
            rows.add(row(Published.HTEX + ", published", blocks, line.utilisation(), line.makespanSeconds()));
        }
        Elasticity.Settings settings = Paper.elasticSettings(true, scale.costs());
        String note = String.format(
                Locale.ROOT,
                "Stages of 20, 1, 20, 1 tasks that wait for each other and sleep 100, 50, 100, 50 s. Simulated: %d blocks"
                        + " of %d workers; those that are idle for %d s are given back; a new one waits up to %d s in the"
                        + " queue and up to %d s for its manager. The published experiment had as many workers; its queue is"
                        + " not known. Utilisation is the time that tasks run, over the time that there are workers.",
                settings.blocks(),
                settings.workersPerBlock(),
                settings.maxIdleTime().toSeconds(),
                settings.longestQueue().toSeconds(),
                settings.longestBoot().toSeconds());
        return new Table(
                "Elasticity: blocks that come and go with the work",
                List.of("framework", "blocks", "utilisation", "makespan, s"),
                rows,
                note);
    }

    private static List<String> row(String framework, String blocks, double utilisation, double makespan) {
        return List.of(framework, blocks, percent(utilisation), seconds(makespan));
    }

    private List<Figure> figures() {
        return List.of(
                strongFigure(),
                publishedFigure(),
                weakFigure(),
                largestFigure(),
                overTime("elasticity-fixed", "Workers over time, fixed blocks (simulated)", results.fixed()),
                overTime("elasticity-elastic", "Workers over time, elastic blocks (simulated)", results.elastic()));
    }

    private Figure strongFigure() {
        List<Series> series = new ArrayList<>();
        for (List<Paper.Run> runs : results.strong()) {
            series.add(line(ms(runs.get(0)) + " each", Look.SIMULATED, runs, Paper.Run::makespanSeconds));
        }
        String title = String.format(Locale.ROOT, "Strong scaling of Jarsl (simulated): %,d tasks", scale.tasks());
        return new Figure("strong-scaling", title, WORKERS, MAKESPAN, series);
    }

    private Figure publishedFigure() {
        List<Paper.Run> runs = results.strongPublished();
        List<Series> series = new ArrayList<>();
        series.add(line(JARSL, Look.SIMULATED, runs, Paper.Run::makespanSeconds));
        series.add(line("ideal", Look.IDEAL, runs, Paper.Run::idealSeconds));
        series.addAll(Published.STRONG);
        String title = String.format(
                Locale.ROOT, "Strong scaling: %,d tasks of 1 s, beside published times", scale.published());
        return new Figure("strong-scaling-published", title, WORKERS, MAKESPAN, series);
    }

    private Figure weakFigure() {
        List<Series> series = new ArrayList<>();
        series.add(line(JARSL, Look.SIMULATED, results.weak(), Paper.Run::makespanSeconds));
        series.add(line("ideal", Look.IDEAL, results.weak(), Paper.Run::idealSeconds));
        series.addAll(Published.WEAK);
        String title = "Weak scaling: " + scale.tasksPerWorker() + " tasks of 1 s per worker, beside published times";
        return new Figure("weak-scaling", title, WORKERS, MAKESPAN, series);
    }

    private Figure largestFigure() {
        Paper.Run run = largestRun();
        List<Series> series = new ArrayList<>();
        series.add(new Series(JARSL, Look.SIMULATED, List.of(new Point(run.workers(), run.tasksPerSecond()))));
        for (Published.Largest line : Published.LARGEST) {
            series.add(new Series(
                    line.framework(), Look.PUBLISHED, List.of(new Point(line.workers(), line.tasksPerSecond()))));
        }
        Axis most = new Axis("most workers connected", true);
        return new Figure(
                "largest-run",
                "Largest run: throughput with tasks that do nothing",
                most,
                new Axis("tasks/s", true),
                series);
    }

    private static Series line(String name, Look look, List<Paper.Run> runs, ToDoubleFunction<Paper.Run> y) {
        return new Series(
                name,
                look,
                runs.stream()
                        .map(run -> new Point(run.workers(), y.applyAsDouble(run)))
                        .toList());
    }

    private static Figure overTime(String name, String title, Elasticity.Report report) {
        List<Elasticity.Moment> all = report.moments();
        // What lasts for less is a change from one stage to the next, and would be drawn as a line down to 0.
        List<Elasticity.Moment> moments = IntStream.range(0, all.size())
                .filter(i -> i + 1 == all.size()
                        || all.get(i + 1).seconds() - all.get(i).seconds() > SHORT_SECONDS)
                .mapToObj(all::get)
                .toList();
        Series there = new Series(
                "present",
                Look.STEPS,
                moments.stream().map(m -> new Point(m.seconds(), m.workers())).toList());
        Series busy = new Series(
                "busy",
                Look.STEPS,
                moments.stream().map(m -> new Point(m.seconds(), m.busy())).toList());
        return new Figure(name, title, new Axis("time, s", false), new Axis("workers", false), List.of(there, busy));
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f" : "%,.1f", seconds);
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }
}
