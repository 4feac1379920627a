package org.jarsl.samples.moldesign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jarsl.AppException;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.cli.Progress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real xtb. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SearchTest {
    @TempDir
    private Path directory;

    private final List<Integer> watched = new ArrayList<>();

    @BeforeEach
    void needsPrograms() {
        Assumptions.assumeTrue(isInPath("xtb") && isInPath("obabel"), "the programs xtb and obabel are not installed");
    }

    private static boolean isInPath(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private DataFlowKernel load() {
        return DataFlowKernel.load(Config.threads().withRunDirectory(directory));
    }

    @Test
    void anEnergyIsThatOfTheMolecule() {
        try (DataFlowKernel dfk = load()) {
            Simulation simulation = new Simulation(dfk, directory);
            Ionisation water = simulation.of("O").join();
            Ionisation benzene = simulation.of("c1ccccc1").join();
            // Measured: 12.62 and 9.24 eV.
            assertThat(water.electronvolts()).isBetween(11.5, 14.0);
            assertThat(benzene.electronvolts()).isBetween(8.5, 10.0);
        }
    }

    @Test
    void aMoleculeThatCannotBeMadeIsAnError() {
        try (DataFlowKernel dfk = load()) {
            assertThatThrownBy(() ->
                            new Simulation(dfk, directory).of("noMolecule").join())
                    .isInstanceOf(AppException.class)
                    .hasMessageContainingAll("simulate", "SMILES string contains a character");
        }
    }

    @Test
    void bothSearchesSpendTheirBudgetAndCountWhatFails() throws Exception {
        List<String> molecules = List.of("O", "C", "CC", "CO", "CF", "CCF", "CCO", "noMolecule");
        try (DataFlowKernel dfk = load()) {
            Progress progress = new Progress(dfk, new PrintStream(OutputStream.nullOutputStream()));
            Search search = new Search(
                    dfk, new Simulation(dfk, directory), molecules, 2, progress, tried -> watched.add(tried.size()));
            List<Tried> random = search.run(8, 1, false);
            List<Tried> byModel = search.run(100, 1, true);

            assertThat(random).extracting(Tried::smiles).containsExactlyInAnyOrderElementsOf(molecules);
            assertThat(byModel).containsExactlyInAnyOrderElementsOf(random);
            assertThat(random).filteredOn(each -> each.electronvolts() == null).hasSize(1);
            assertThat(watched).containsExactly(2, 4, 6, 8, 2, 4, 6, 8);
            Report report = new Report(12);
            report.add(1, true, byModel);
            report.add(1, false, random);
            report.plot(directory);
            assertThat(directory.resolve("found.svg")).isNotEmptyFile();
            assertThat(directory.resolve("best.png")).isNotEmptyFile();
        }
    }
}
