package org.jarsl.samples.moldesign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SearchSpaceTest {
    @Test
    void thousandsOfMoleculesEachOnce() throws Exception {
        List<String> molecules = SearchSpace.molecules();

        assertThat(molecules).hasSizeGreaterThan(5000).doesNotHaveDuplicates().isSorted();
        // benzene, aniline, 1,2-difluoroethane
        assertThat(molecules).contains("c1ccccc1", "Nc1ccccc1", "FCCF");
    }

    @Test
    void filesOfMoleculesAreDifferentAndHaveOrdinaryNames() throws Exception {
        List<String> names =
                SearchSpace.molecules().stream().map(Simulation::fileName).toList();

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z0-9-]+\\.txt"));
    }
}
