package org.jarsl.simulator;

import org.junit.jupiter.api.Test;

class StoryTest {
    @Test
    void story() {
        long seed = Integer.getInteger("jarsl.trial.first", 1);
        int calls = Integer.getInteger("jarsl.trial.calls", 2_000);
        Trial.Settings settings = Trial.Settings.of(calls, seed);
        Trial.Verdict verdict = Trial.run(settings, Trial.faults(Fault.Profile.HARSH, seed));
        Trial.run(settings.telling(verdict.firstCall()), Trial.faults(Fault.Profile.HARSH, seed))
                .story()
                .forEach(System.out::println);
    }
}
