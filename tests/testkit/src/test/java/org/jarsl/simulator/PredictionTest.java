package org.jarsl.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PredictionTest {
    private static final Mix FEW = new Mix(List.of(new Mix.Part(100, Duration.ofSeconds(30))));

    private static String run(boolean json, String file, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", Path.of("..", "..", "conf", file).toString()));
        Prediction prediction = CommandLine.populateCommand(new Prediction(), all.toArray(String[]::new));
        return prediction.run(FEW, Costs.TYPICAL, 1, json);
    }

    @Test
    void aSlurmSiteIsPredictedAndComparedWithMoreBlocks() {
        assertThat(run(true, "slurm.conf", "--cores-per-node", "8", "--queue-time", "2m", "--mix", "1000x30s,50x10m"))
                .startsWith(
                        "{\"simulated\": true, \"executor\": \"htex\", \"nodes_per_block\": 2, \"workers_per_node\": 8")
                .contains("\"tasks\": 1050, \"mix\": \"1000x30s,50x10m\"")
                .contains("\"quickest\": \"strategy = none, init-blocks = 2\"")
                .contains("\"strategy = simple, init-blocks = 1, max-blocks = 1\"")
                .doesNotContain("\"done\": 0");
    }

    @Test
    void thisMachineIsPredictedWithAWorkerForEachCore() {
        int cores = Runtime.getRuntime().availableProcessors();
        assertThat(run(false, "local.conf"))
                .startsWith("simulated ")
                .containsPattern("1 submitted, of 1 nodes with " + cores + " workers each")
                .containsPattern("tasks done +100 of 100: 100x30s")
                .containsPattern("as configured .*");
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThatThrownBy(() -> run(false, "slurm.conf"))
                .hasMessageContaining("--cores-per-node, or set max-workers-per-node");
        assertThatThrownBy(() -> run(false, "threads.conf"))
                .hasMessageContaining("has no executor of type high-throughput, but: \"threads\"");
        assertThatThrownBy(() -> run(false, "local.conf", "--executor", "gpu"))
                .hasMessageContaining("with the label \"gpu\", but: \"htex\"");
    }

    @Test
    void aMixIsReadAndPrintedAsItIs() {
        assertThat(Mix.parse("1000x30s,50x10m")).hasToString("1000x30s,50x10m");
        for (String text : List.of("", "30s", "x30s", "0x1s", "-1x1s", "5x", "5xlong", "5x-1s", "5x1s,")) {
            assertThatThrownBy(() -> Mix.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("such as 1000x30s");
        }
    }
}
