package org.jarsl.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.jarsl.block.core.BlockErrorHandler;
import org.jarsl.block.core.ScalingSettings;
import org.jarsl.block.core.ScalingSettings.Strategy;
import org.jarsl.launcher.SimpleLauncher;
import org.jarsl.launcher.SrunLauncher;
import org.jarsl.provider.LocalSettings;
import org.jarsl.settings.Settings;
import org.jarsl.settings.SettingsException;
import org.junit.jupiter.api.Test;

final class BlockSettingsTest {
    private static final String ALL = """
            type = local, init-blocks = 2, min-blocks = 1, max-blocks = 9, max-pending = 4, parallelism = 0.5
            strategy = auto-scale-in, strategy-period = 3s, max-idle-time = 1m, commands-per-minute = 20
            nodes-per-block = 4, worker-init = "module load java", max-failures = 5, error-handling = simple
            start-timeout = 90s, launcher = srun, launcher-options = "-c 4"
            """;

    @Test
    void eachKeyIsRead() {
        Settings section = section(ALL);

        assertThat(BlockSettings.from(section))
                .isEqualTo(new BlockSettings(
                        new LocalSettings(),
                        new ScalingSettings(
                                Strategy.AUTO_SCALE_IN,
                                2,
                                1,
                                9,
                                0.5,
                                Duration.ofSeconds(3),
                                Duration.ofMinutes(1),
                                4,
                                20),
                        4,
                        "module load java",
                        5,
                        new BlockErrorHandler.Simple(5),
                        Duration.ofSeconds(90),
                        new SrunLauncher("-c 4")));
        section.done();
    }

    @Test
    void eachErrorHandlerHasItsName() {
        assertThat(with("error-handling = windowed").errorHandler()).isEqualTo(new BlockErrorHandler.Windowed(5));
        assertThat(with("error-handling = none").errorHandler()).isEqualTo(new BlockErrorHandler.None());
    }

    @Test
    void theMostBlocksAreThoseOfTheBeginningWhenNothingElseIsSaid() {
        assertThat(with("max-blocks = auto").scaling().maxBlocks()).isEqualTo(2);
        assertThat(with("max-blocks = auto, min-blocks = 3").scaling().maxBlocks())
                .isEqualTo(3);
        assertThat(with("max-blocks = auto, init-blocks = 0, min-blocks = 0")
                        .scaling()
                        .maxBlocks())
                .isEqualTo(1);
    }

    @Test
    void aProviderThatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> with("type = slrum"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("provider.type = \"slrum\": expected one of local");
    }

    @Test
    void numbersThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> with("min-blocks = 10")).hasMessage("min-blocks = 10 is more than max-blocks = 9");
        assertThatThrownBy(() -> with("init-blocks = 10")).hasMessage("init-blocks = 10 is more than max-blocks = 9");
        assertThatThrownBy(() -> with("strategy = none, init-blocks = 0, min-blocks = 0"))
                .hasMessageStartingWith("strategy = none keeps init-blocks = 0 blocks up")
                .hasMessageEndingWith("strategy = simple starts blocks when there is work");
        assertThatThrownBy(() -> with("strategy = none, init-blocks = 1, min-blocks = 2"))
                .hasMessageContaining("at least min-blocks = 2");
        assertThatThrownBy(() -> with("strategy = none"))
                .hasMessageStartingWith("strategy = none keeps init-blocks = 2 blocks up, and max-blocks = 9 means");
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> ScalingSettings.fixed(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> with("parallelism = 0")).isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> settings(0, 3, 60)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings(1, 0, 60))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("max-failures 1 to 1000; got 1 and 0");
        assertThatThrownBy(() -> settings(1, 3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("start-timeout must be 1 s to 7 days; got PT0S");
    }

    private static BlockSettings settings(int nodes, int maxFailures, int startTimeoutSeconds) {
        return new BlockSettings(
                new LocalSettings(),
                ScalingSettings.fixed(1),
                nodes,
                "",
                maxFailures,
                new BlockErrorHandler.None(),
                Duration.ofSeconds(startTimeoutSeconds),
                new SimpleLauncher());
    }

    /** All keys, some of them anew. */
    private static BlockSettings with(String keys) {
        return BlockSettings.from(section(ALL + keys));
    }

    private static Settings section(String body) {
        return Settings.of(ConfigFactory.parseString("provider { " + body + " }"), "provider");
    }
}
