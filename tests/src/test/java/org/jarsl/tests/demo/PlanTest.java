package org.jarsl.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ./jarsl plan}, and with it every file of {@code conf}. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlanTest {
    /** What the sites' files take from the environment. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("HOSTNAME", "login01", "SLURMD_NODENAME", "nid001", "SLURM_NNODES", "2", "JARSL_HEAD", "login01");

    @TempDir
    private Path directory;

    static Stream<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("..", "conf"))) {
            return files.map(Path::toAbsolutePath).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileOfConfIsReadAndPlanned(Path file) throws Exception {
        Finished plan = plan(file);

        assertThat(plan.err()).isEmpty();
        assertThat(plan.out()).startsWith("executor \"");
        assertThat(plan.exitCode()).isZero();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void eachLineOfTheScriptNamesTheKeyThatCausedIt() throws Exception {
        Finished plan = plan(Path.of("..", "conf", "perlmutter-pilot.conf").toAbsolutePath());

        assertThat(plan.out())
                .containsPattern("#SBATCH --nodes=2 +<- provider.nodes-per-block = 2\n")
                .containsPattern("#SBATCH --constraint=cpu +<- provider.constraint = \"cpu\"\n")
                .containsPattern("export JARSL_CORES=128 +<- provider.cores-per-node = 128\n")
                .contains("export JARSL_BLOCK_END=$(($(date +%s) + 600))")
                .containsPattern("cores-per-worker=2.0 +<- cores-per-worker = 2\n")
                .containsPattern("module load java +<- provider.worker-init = \"module load java\"\n")
                .contains("head=pekko://jarsl@login01:<a free port>");
    }

    @Test
    void slotsAreCountedWhereTheNodesAreKnown() throws Exception {
        Path file = Files.createTempFile("elastic", ".conf");
        Files.writeString(file, """
                jarsl.head.address = login01
                jarsl.executors = [{
                  type = high-throughput, cores-per-worker = 4, max-workers-per-node = 30
                  provider {
                    type = slurm, cores-per-node = 64, nodes-per-block = 2
                    strategy = simple, init-blocks = 1, max-blocks = 5
                  }
                }]
                """);
        Finished plan = plan(file);
        Files.delete(file);

        assertThat(plan.out())
                .contains("blocks   1 at the start, 0 to 5 as there are tasks")
                .contains("nodes    2 for each block")
                .contains("workers  16 for each manager: the least of cores / 4.0, 30\n")
                .contains("slots    1 x 2 x 16 = 32, at most 160\n");
    }

    @Test
    void aConfigurationThatCannotBeUsedIsOneSentence() throws Exception {
        Path wrong = Files.createTempFile("wrong", ".conf");
        Files.writeString(
                wrong, "jarsl.executors = [{ type = high-throughput, provider { type = slurm, nodes = 2 } }]");
        Finished plan = plan(wrong);
        Files.delete(wrong);

        assertThat(plan.err())
                .startsWith("jarsl plan: " + wrong + ":1: unknown key `jarsl.executors[0].provider.nodes`");
        assertThat(plan.out()).isEmpty();
        assertThat(plan.exitCode()).isEqualTo(2);
    }

    private Finished plan(Path file) throws Exception {
        return Finished.java(directory, ENVIRONMENT, "org.jarsl.cli.Plan", "--config", file.toString());
    }
}
