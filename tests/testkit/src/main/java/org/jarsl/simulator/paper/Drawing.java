package org.jarsl.simulator.paper;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A figure as SVG and PNG, drawn by XChart without a screen. */
final class Drawing {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 560;
    private static final int DOTS_PER_INCH = 144;
    private static final String NUMBER = "#,##0.###";
    private static final int LARGE = 16;
    private static final int SMALL = 13;

    /** Okabe and Ito's colours, which the colour-blind can tell apart. */
    private static final Color[] COLOURS = {
        new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7), new Color(0x000000)
    };

    private static final Color[] COLOURS_OF_PUBLISHED = {
        new Color(0xD55E00), new Color(0xE69F00), new Color(0x009E73), new Color(0xCC79A7), new Color(0x000000)
    };

    private static final Marker[] MARKERS = {
        SeriesMarkers.SQUARE,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.TRIANGLE_DOWN,
        SeriesMarkers.CROSS
    };

    private static final float[] DASHES = {6, 4};

    private final Figure figure;
    private final XYChart chart;
    private int lines;
    private int published;

    Drawing(Figure figure) {
        this.figure = figure;
        this.chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(figure.title())
                .xAxisTitle(figure.x().title())
                .yAxisTitle(figure.y().title())
                .build();
        style(chart.getStyler());
        figure.series().forEach(this::addIfAny);
        fitToDecades();
    }

    private void style(XYStyler style) {
        style.setLocale(Locale.ROOT);
        style.setXAxisLogarithmic(figure.x().logarithmic());
        style.setYAxisLogarithmic(figure.y().logarithmic());
        style.setXAxisDecimalPattern(NUMBER);
        style.setYAxisDecimalPattern(NUMBER);
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotGridLinesColor(new Color(0xE6E6E6));
        style.setPlotGridLinesStroke(new BasicStroke(1));
        style.setPlotBorderVisible(false);
        style.setLegendPosition(LegendPosition.OutsideE);
        style.setLegendBorderColor(Color.WHITE);
        style.setChartTitleBoxVisible(false);
        style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, LARGE));
        Font small = new Font(Font.SANS_SERIF, Font.PLAIN, SMALL);
        style.setLegendFont(small);
        style.setAxisTitleFont(small);
        style.setAxisTickLabelsFont(small);
        style.setMarkerSize(9);
        if (!figure.y().logarithmic()) {
            style.setYAxisMin(0.0);
        }
    }

    /** From a power of ten to a power of ten, since only these get numbers. */
    private void fitToDecades() {
        XYStyler style = chart.getStyler();
        if (figure.x().logarithmic()) {
            DoubleSummaryStatistics x = statistics(XYSeries::getXMin, XYSeries::getXMax);
            style.setXAxisMin(Math.pow(10, Math.floor(Math.log10(x.getMin()))));
            style.setXAxisMax(Math.pow(10, Math.ceil(Math.log10(x.getMax()))));
        }
        if (figure.y().logarithmic()) {
            DoubleSummaryStatistics y = statistics(XYSeries::getYMin, XYSeries::getYMax);
            style.setYAxisMin(Math.pow(10, Math.floor(Math.log10(y.getMin()))));
            style.setYAxisMax(Math.pow(10, Math.ceil(Math.log10(y.getMax()))));
        }
    }

    private DoubleSummaryStatistics statistics(ToDoubleFunction<XYSeries> least, ToDoubleFunction<XYSeries> most) {
        return chart.getSeriesMap().values().stream()
                .flatMapToDouble(series -> DoubleStream.of(least.applyAsDouble(series), most.applyAsDouble(series)))
                .summaryStatistics();
    }

    /** On a logarithmic axis there is no place for 0. */
    private void addIfAny(Figure.Series series) {
        List<Figure.Point> points = series.points().stream()
                .filter(point -> point.x() > 0 || !figure.x().logarithmic())
                .filter(point -> point.y() > 0 || !figure.y().logarithmic())
                .toList();
        if (!points.isEmpty()) {
            add(new Figure.Series(series.name(), series.look(), points));
        }
    }

    private void add(Figure.Series series) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (Figure.Point point : series.points()) {
            if (series.look() == Figure.Look.STEPS && !x.isEmpty()) {
                x.add(point.x());
                y.add(y.get(y.size() - 1));
            }
            x.add(point.x());
            y.add(point.y());
        }
        XYSeries drawn = chart.addSeries(series.name(), x, y);
        switch (series.look()) {
            case SIMULATED ->
                look(drawn, COLOURS[lines++ % COLOURS.length], SeriesMarkers.CIRCLE, new BasicStroke(2.5f));
            case STEPS -> look(drawn, COLOURS[lines++ % COLOURS.length], SeriesMarkers.NONE, new BasicStroke(2.5f));
            case PUBLISHED -> {
                int which = published++;
                look(
                        drawn,
                        COLOURS_OF_PUBLISHED[which % COLOURS_OF_PUBLISHED.length],
                        MARKERS[which % MARKERS.length],
                        new BasicStroke(0f));
                drawn.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            }
            case IDEAL ->
                look(
                        drawn,
                        Color.GRAY,
                        SeriesMarkers.NONE,
                        new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0));
        }
    }

    private static void look(XYSeries series, Color colour, Marker marker, BasicStroke stroke) {
        series.setLineColor(colour);
        series.setMarkerColor(colour);
        series.setMarker(marker);
        series.setLineStyle(stroke);
    }

    void save(Path directory) throws IOException {
        String file = directory.resolve(figure.name()).toString();
        VectorGraphicsEncoder.saveVectorGraphic(chart, file, VectorGraphicsFormat.SVG);
        BitmapEncoder.saveBitmapWithDPI(chart, file, BitmapFormat.PNG, DOTS_PER_INCH);
    }
}
