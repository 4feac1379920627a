package org.jarsl.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jarsl.simulator.paper.Report;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The paper's experiments, smaller. */
class PaperTest {
    private static final Paper.Scale SMALL =
            new Paper.Scale(4, 2, 64, List.of(Duration.ZERO, Duration.ofMillis(100)), 32, 10, Costs.NONE);

    private static final ByteArrayOutputStream PROGRESS = new ByteArrayOutputStream();

    private static Paper.Results results;

    @BeforeAll
    static void run() {
        results = paper(SMALL, PROGRESS, false).run();
    }

    private static Paper paper(Paper.Scale scale, ByteArrayOutputStream progress, boolean redrawn) {
        return new Paper(scale, new PrintStream(progress, true, StandardCharsets.UTF_8), redrawn);
    }

    private static Report report() {
        return PaperReport.of(SMALL, results);
    }

    @Test
    void withoutCostsStrongScalingHalvesTheTimeAndWeakScalingKeepsIt() {
        assertThat(results.strong().get(1)).extracting(Paper.Run::workers).containsExactly(2, 4, 8);
        assertThat(results.strong().get(1))
                .extracting(Paper.Run::makespanSeconds)
                .containsExactly(3.2, 1.6, 0.8);
        assertThat(results.strongPublished())
                .extracting(Paper.Run::makespanSeconds)
                .containsExactly(16.0, 8.0, 4.0);
        assertThat(results.weak()).extracting(Paper.Run::tasks).containsExactly(20, 40, 80);
        assertThat(results.weak()).extracting(Paper.Run::makespanSeconds).containsOnly(10.0);
    }

    @Test
    void blocksThatComeAndGoAreUsedBetterAndTakeLonger() {
        Elasticity.Report fixed = results.fixed();
        Elasticity.Report elastic = results.elastic();
        assertThat(fixed.makespanSeconds()).isEqualTo(300);
        assertThat(fixed.utilisation()).isEqualTo(4100.0 / 6000);
        assertThat(fixed.moments()).extracting(Elasticity.Moment::workers).containsOnly(20);
        assertThat(elastic.utilisation()).isGreaterThan(fixed.utilisation());
        assertThat(elastic.makespanSeconds()).isBetween(301.0, 330.0);
        assertThat(elastic.moments()).extracting(Elasticity.Moment::workers).contains(20, 5);
        assertThat(elastic.moments()).allMatch(moment -> moment.busy() >= 0 && moment.busy() <= moment.workers());
    }

    @Test
    void tablesPutPublishedNumbersBesideSimulatedOnes() {
        String text = report().text();
        assertThat(text)
                .contains("simulated", "published")
                .containsPattern("Parsl-HTEX, published +fixed +68.2 % +301")
                .containsPattern("Jarsl, simulated +fixed +68.3 % +300")
                .containsPattern("Parsl-EXEX, published +262,144 +8,192 +1,176")
                .containsPattern("(?m)^8 +4 +80 +10.0 +100.0 %$");
    }

    @Test
    void filesAreWrittenAndCanBeRead(@TempDir Path directory) throws Exception {
        Report report = report();
        assertThat(report.write(directory.resolve("new"))).isEmpty();
        JsonNode json = new ObjectMapper()
                .readTree(directory.resolve("new/results.json").toFile());
        assertThat(json.at("/simulated").asBoolean()).isTrue();
        assertThat(json.at("/weak_scaling/2/makespanSeconds").asDouble()).isEqualTo(10);
        String markdown = Files.readString(directory.resolve("new/results.md"));
        for (String name : List.of(
                "strong-scaling",
                "strong-scaling-published",
                "weak-scaling",
                "largest-run",
                "elasticity-fixed",
                "elasticity-elastic")) {
            assertThat(markdown).contains("(" + name + ".svg)");
            assertThat(svg(directory.resolve("new/" + name + ".svg"))
                            .getElementsByTagName("path")
                            .getLength())
                    .isGreaterThan(10);
            assertThat(colours(directory.resolve("new/" + name + ".png"))).isGreaterThan(10);
        }
    }

    private static Document svg(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(file.toFile());
    }

    private static long colours(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        return java.util.Arrays.stream(
                        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .count();
    }

    @Test
    void progressIsOneLineOnATerminalAndALineForEachSimulationElsewhere() {
        assertThat(PROGRESS.toString(StandardCharsets.UTF_8).lines())
                .hasSize(14)
                .first()
                .isEqualTo("simulation 1 of 14: strong scaling, 64 tasks of 0 ms on 2 workers");
        ByteArrayOutputStream redrawn = new ByteArrayOutputStream();
        Paper.Scale least = new Paper.Scale(1, 1, 1, List.of(), 1, 1, Costs.NONE);
        var unused = paper(least, redrawn, true).run();
        assertThat(redrawn.toString(StandardCharsets.UTF_8))
                .contains("\r", "simulation 4 of 4: elasticity, with scaling")
                .endsWith("\n")
                .containsOnlyOnce("\n");
    }
}
