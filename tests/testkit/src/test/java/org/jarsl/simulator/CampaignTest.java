package org.jarsl.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jarsl.block.core.BlockCore;
import org.jarsl.block.core.BlockErrorHandler;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.interchange.InterchangeSettings;
import org.jarsl.interchange.core.ManagerSelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CampaignTest {
    private static final InterchangeSettings INTERCHANGE = new InterchangeSettings(
            ManagerSelector.Rule.RANDOM, Duration.ofSeconds(5), Duration.ofSeconds(60), 3, Duration.ofMinutes(1));

    private static Campaign.Report run(ScalingSettings.Strategy strategy, int initBlocks, String mix) {
        ScalingSettings scaling = new ScalingSettings(
                strategy, initBlocks, 0, 8, 1.0, Duration.ofSeconds(5), Duration.ofSeconds(20), 8, 60);
        BlockCore.Settings blocks = new BlockCore.Settings(
                scaling, 2, 4, new BlockErrorHandler.None(), 3, Duration.ofMinutes(1), Duration.ofMinutes(30));
        return Campaign.run(new Campaign.Settings(
                blocks,
                INTERCHANGE,
                Node.Place.ADAPT,
                Mix.parse(mix),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                Costs.TYPICAL,
                1));
    }

    @Test
    void blocksThatAreGivenBackEarlierCostLess() {
        String longTail = "640x10s,1x10m";
        Campaign.Report kept = run(ScalingSettings.Strategy.NONE, 8, longTail);
        Campaign.Report givenBack = run(ScalingSettings.Strategy.AUTO_SCALE_IN, 0, longTail);
        assertThat(kept.done()).isEqualTo(641);
        assertThat(givenBack.done()).isEqualTo(641);
        assertThat(kept.blocks()).isEqualTo(8);
        assertThat(kept.nodeHours()).isGreaterThan(2 * givenBack.nodeHours());
        assertThat(givenBack.utilisation()).isGreaterThan(kept.utilisation()).isLessThanOrEqualTo(1);
    }

    @Test
    void theTimeIsThatOfTheTasksAndOfTheQueue() {
        Campaign.Report report = run(ScalingSettings.Strategy.NONE, 8, "640x100s");
        assertThat(report.makespanNanos()).isBetween(1_000_000_000_000L, 1_040_000_000_000L);
        assertThat(report.usefulNanos()).isEqualTo(64_000_000_000_000L);
        assertThat(report.failure()).isNull();
    }

    @Test
    void aTaskLongerThanItsBlockIsRefused() {
        assertThatThrownBy(() -> run(ScalingSettings.Strategy.SIMPLE, 0, "10x1s,1x40m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a task of 2400 s never ends in blocks with a walltime of 1800 s");
    }

    @Test
    void theSameSettingsGiveTheSameTrace() {
        assertThat(run(ScalingSettings.Strategy.SIMPLE, 1, "500x3s"))
                .isEqualTo(run(ScalingSettings.Strategy.SIMPLE, 1, "500x3s"));
    }
}
