package org.jarsl.dfk.core;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jarsl.dfk.core.SimulatedExecutor.Action;
import org.jarsl.dfk.core.SimulatedExecutor.Step;

/** Random graphs that grow while they run: {@link SimulatedExecutor} checks each effect, and the counts at each step. */
class DfkCorePropertyTest {
    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void eachTaskEndsOnceAndNeverBeforeItsDependencies(@ForAll("steps") List<Step> steps, @ForAll boolean durable) {
        SimulatedExecutor simulation = new SimulatedExecutor(durable);
        steps.forEach(simulation::perform);
        simulation.finish();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 1000);
        return Combinators.combine(Arbitraries.of(Action.class), numbers, numbers)
                .as(Step::new)
                .list()
                .ofMaxSize(150);
    }
}
