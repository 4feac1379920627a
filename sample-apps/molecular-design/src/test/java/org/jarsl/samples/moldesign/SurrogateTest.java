package org.jarsl.samples.moldesign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SurrogateTest {
    /** What the model has to find out: fluorine raises it, sulphur lowers it. */
    private static double energy(String smiles) {
        return 10 + smiles.chars().filter(c -> c == 'F').count() - (smiles.matches(".*[sS].*") ? 2 : 0);
    }

    @Test
    void itTellsHighFromLowAmongMoleculesItHasNotSeen() throws Exception {
        List<String> molecules = new ArrayList<>(SearchSpace.molecules());
        Collections.shuffle(molecules, new Random(1));
        List<Ionisation> known = molecules.subList(0, 100).stream()
                .map(each -> new Ionisation(each, energy(each)))
                .toList();

        List<Ionisation> best = Surrogate.rank(Surrogate.train(known, 1), molecules.subList(100, 1100), 20);

        double mean =
                molecules.stream().mapToDouble(SurrogateTest::energy).average().orElseThrow();
        double found = best.stream()
                .mapToDouble(each -> energy(each.smiles()))
                .average()
                .orElseThrow();
        assertThat(best).hasSize(20);
        assertThat(found).isGreaterThan(mean + 2);
    }

    @Test
    void theSameSeedMakesTheSameModel() throws Exception {
        List<Ionisation> known = List.of(
                new Ionisation("FCCF", 12),
                new Ionisation("CCF", 11),
                new Ionisation("CCC", 10),
                new Ionisation("CCS", 9));

        assertThat(Surrogate.guess(Surrogate.train(known, 1), List.of("CCCF", "CCCS")))
                .isEqualTo(Surrogate.guess(Surrogate.train(known, 1), List.of("CCCF", "CCCS")));
    }
}
