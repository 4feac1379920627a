package org.jarsl.samples.moldesign;

import java.awt.Color;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What the searches have found, as a table and two plots. */
final class Report {
    private static final Color BY_MODEL = new Color(0x0072B2);
    private static final Color AT_RANDOM = new Color(0xD55E00);

    private final double threshold;
    private final Map<Long, List<Tried>> byModel = new TreeMap<>();
    private final Map<Long, List<Tried>> atRandom = new TreeMap<>();

    Report(double threshold) {
        this.threshold = threshold;
    }

    void add(long seed, boolean learning, List<Tried> tried) {
        (learning ? byModel : atRandom).put(seed, tried);
    }

    void print(PrintStream out) {
        out.printf("seed  chosen     simulated  failed  above %.1f eV  best%n", threshold);
        byModel.forEach((seed, tried) -> {
            line(out, seed, "by model", tried);
            line(out, seed, "at random", atRandom.getOrDefault(seed, List.of()));
        });
        byModel.forEach((seed, tried) -> {
            long model = above(tried);
            long random = above(atRandom.getOrDefault(seed, List.of()));
            out.printf("seed %d: the model found %d, chance %d: %d more%n", seed, model, random, model - random);
        });
    }

    private void line(PrintStream out, long seed, String chosen, List<Tried> tried) {
        long failed =
                tried.stream().filter(each -> each.electronvolts() == null).count();
        String best = tried.stream()
                .filter(each -> each.electronvolts() != null)
                .max(Comparator.comparingDouble(Report::energy))
                .map(each -> String.format(Locale.ROOT, "%.2f eV, %s", energy(each), each.smiles()))
                .orElse("none");
        out.printf("%4d  %-9s  %9d  %6d  %13d  %s%n", seed, chosen, tried.size(), failed, above(tried), best);
    }

    long above(List<Tried> tried) {
        return tried.stream().filter(each -> each.isAbove(threshold)).count();
    }

    private static double energy(Tried tried) {
        return tried.electronvolts() == null ? Double.NEGATIVE_INFINITY : tried.electronvolts();
    }

    /** Writes {@code found} and {@code best}, as SVG and PNG. */
    void plot(Path directory) throws IOException {
        XYChart found = chart(String.format(Locale.ROOT, "molecules above %.1f eV", threshold));
        XYChart best = chart("highest ionisation energy so far, eV");
        byModel.forEach((seed, tried) -> add(found, best, "by model, seed " + seed, BY_MODEL, tried));
        atRandom.forEach((seed, tried) -> add(found, best, "at random, seed " + seed, AT_RANDOM, tried));
        write(found, directory.resolve("found"));
        write(best, directory.resolve("best"));
    }

    private static XYChart chart(String what) {
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(560)
                .xAxisTitle("simulations")
                .yAxisTitle(what)
                .build();
        chart.getStyler().setLocale(Locale.ROOT);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        return chart;
    }

    private void add(XYChart found, XYChart best, String name, Color colour, List<Tried> tried) {
        List<Integer> simulations = new ArrayList<>();
        List<Long> above = new ArrayList<>();
        List<Double> highest = new ArrayList<>();
        long high = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < tried.size(); i++) {
            high += tried.get(i).isAbove(threshold) ? 1 : 0;
            most = Math.max(most, energy(tried.get(i)));
            if (most > Double.NEGATIVE_INFINITY) {
                simulations.add(i + 1);
                above.add(high);
                highest.add(most);
            }
        }
        if (!simulations.isEmpty()) {
            style(found.addSeries(name, simulations, above), colour);
            style(best.addSeries(name, simulations, highest), colour);
        }
    }

    private static void style(XYSeries series, Color colour) {
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(colour);
    }

    private static void write(XYChart chart, Path file) throws IOException {
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }
}
