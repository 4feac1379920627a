package org.jarsl.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/** {@code -Djarsl.trial.first=S -Djarsl.trial.seeds=N} tries others. */
class TrialTest {
    private static final int FIRST = Integer.getInteger("jarsl.trial.first", 1);
    private static final int SEEDS = Integer.getInteger("jarsl.trial.seeds", 10);
    private static final int CALLS = Integer.getInteger("jarsl.trial.calls", 20_000);

    private static Trial.Verdict run(Fault.Profile profile, Trial.Settings settings) {
        return Trial.run(settings, Trial.faults(profile, settings.seed()));
    }

    @Test
    void withoutFaultsAllRunsOnce() {
        Trial.Verdict verdict = run(Fault.Profile.NONE, Trial.Settings.of(CALLS, FIRST));
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.heads()).isEqualTo(1);
    }

    @Test
    void allChecksHoldWhateverGoesWrong() {
        long begun = 0;
        long heads = 0;
        for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Trial.Settings settings = Trial.Settings.of(CALLS, seed);
            Trial.Verdict verdict = run(Fault.Profile.HARSH, settings);
            if (!verdict.isGood()) {
                fail(Story.of(settings, Trial.faults(Fault.Profile.HARSH, seed), verdict));
            }
            begun += verdict.begun();
            heads += verdict.heads();
        }
        System.out.printf(
                "trials: %d seeds of %d calls with %d heads, %d runs of calls, no violation%n",
                SEEDS, CALLS, heads, begun);
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        Trial.Settings settings = Trial.Settings.of(2_000, FIRST);
        assertThat(run(Fault.Profile.HARSH, settings)).isEqualTo(run(Fault.Profile.HARSH, settings));
        assertThat(run(Fault.Profile.HARSH, settings).hash())
                .isNotEqualTo(run(Fault.Profile.HARSH, Trial.Settings.of(2_000, FIRST + 1))
                        .hash());
    }

    @Test
    void theTraceIsTheSameOnAnyMachineAndAnyJava() {
        assertThat(run(Fault.Profile.HARSH, Trial.Settings.of(2_000, 1)).hash()).isEqualTo("1a74ec562defba03");
    }
}
