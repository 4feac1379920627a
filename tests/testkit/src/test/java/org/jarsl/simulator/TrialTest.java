package org.jarsl.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final int SEEDS = Integer.getInteger("jarsl.trial.seeds", 5);
    private static final int FIRST = Integer.getInteger("jarsl.trial.first", 1);
    private static final int CALLS = Integer.getInteger("jarsl.trial.calls", 2_000);

    @Test
    void nothingGoesWrongWhenNothingGoesWrong() {
        Trial.Verdict verdict = Trial.run(Trial.Settings.of(CALLS, 1), Trial.faults(Fault.Profile.NONE, 1));
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.heads()).isEqualTo(1);
    }

    @Test
    void allChecksHoldWhateverGoesWrong() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            long start = System.nanoTime();
            List<Fault> faults = Trial.faults(Fault.Profile.HARSH, seed);
            Trial.Verdict verdict = Trial.run(Trial.Settings.of(CALLS, seed), faults);
            System.out.printf(
                    "seed %d: %.0f s in %.1f s, %d begun, %d heads, %s%n",
                    seed,
                    verdict.nanos() / 1e9,
                    (System.nanoTime() - start) / 1e9,
                    verdict.begun(),
                    verdict.heads(),
                    verdict.violations());
        }
    }
}
