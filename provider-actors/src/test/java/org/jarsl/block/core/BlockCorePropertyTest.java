package org.jarsl.block.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever a scheduler, managers and the owner do, in whatever order. */
final class BlockCorePropertyTest {
    @Property(tries = 5000)
    void blocksAreNeverMoreThanWantedAndEachIsAccountedFor(
            @ForAll @IntRange(max = 5) int wanted,
            @ForAll @IntRange(min = 1, max = 4) int maxFailures,
            @ForAll @Size(max = 120) List<@IntRange(max = 9999) Integer> steps) {
        ModelScheduler model = new ModelScheduler(wanted, maxFailures);

        for (int step : steps) {
            model.step(step % ModelScheduler.KINDS, step / ModelScheduler.KINDS);
            model.check();
        }

        model.stopAndEndAll();
        model.check();
        assertThat(model.live).isEmpty();
        assertThat(model.stops).isEqualTo(1);
    }
}
