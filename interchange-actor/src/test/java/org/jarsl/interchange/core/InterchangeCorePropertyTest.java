package org.jarsl.interchange.core;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jarsl.interchange.core.SimulatedManagers.Action;
import org.jarsl.interchange.core.SimulatedManagers.Step;

/** Whatever happens in whatever order: {@link SimulatedManagers} checks each effect, and the counts after each step. */
class InterchangeCorePropertyTest {
    @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
    void eachTaskEndsOnceAndNoManagerIsAboveItsCredit(
            @ForAll("steps") List<Step> steps, @ForAll ManagerSelector.Rule rule, @ForAll long seed) {
        SimulatedManagers simulation = new SimulatedManagers(rule, seed);
        steps.forEach(simulation::perform);
        simulation.finish();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 1000);
        return Combinators.combine(Arbitraries.of(Action.class), numbers, numbers)
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }
}
