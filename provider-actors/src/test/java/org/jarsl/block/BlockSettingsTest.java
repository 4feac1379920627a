package org.jarsl.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.jarsl.launcher.SimpleLauncher;
import org.jarsl.launcher.SrunLauncher;
import org.jarsl.provider.LocalSettings;
import org.jarsl.settings.Settings;
import org.jarsl.settings.SettingsException;
import org.junit.jupiter.api.Test;

final class BlockSettingsTest {
    private static final String ALL =
            "type = local, init-blocks = 2, nodes-per-block = 4, worker-init = \"module load java\", max-failures = 5, "
                    + "start-timeout = 90s, launcher = srun, launcher-options = \"-c 4\"";

    @Test
    void eachKeyIsRead() {
        Settings section = section(ALL);

        assertThat(BlockSettings.from(section))
                .isEqualTo(new BlockSettings(
                        new LocalSettings(),
                        2,
                        4,
                        "module load java",
                        5,
                        Duration.ofSeconds(90),
                        new SrunLauncher("-c 4")));
        section.done();
    }

    @Test
    void aProviderThatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> BlockSettings.from(section(ALL.replace("local", "slrum"))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("provider.type = \"slrum\": expected one of local");
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> settings(-1, 1, 3, 60)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings(1, 0, 3, 60)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings(1, 1, 0, 60))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("at least 1; got 1, 1 and 0");
        assertThatThrownBy(() -> settings(1, 1, 3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("start-timeout must be 1 s to 7 days; got PT0S");
    }

    private static BlockSettings settings(int initBlocks, int nodes, int maxFailures, int startTimeoutSeconds) {
        return new BlockSettings(
                new LocalSettings(),
                initBlocks,
                nodes,
                "",
                maxFailures,
                Duration.ofSeconds(startTimeoutSeconds),
                new SimpleLauncher());
    }

    private static Settings section(String body) {
        return Settings.of(ConfigFactory.parseString("provider { " + body + " }"), "provider");
    }
}
