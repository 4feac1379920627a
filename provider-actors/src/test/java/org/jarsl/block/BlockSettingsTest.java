package org.jarsl.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.jarsl.settings.Settings;
import org.jarsl.settings.SettingsException;
import org.junit.jupiter.api.Test;

final class BlockSettingsTest {
    private static final String ALL =
            "type = local, init-blocks = 2, nodes-per-block = 4, worker-init = \"module load java\", max-failures = 5";

    @Test
    void eachKeyIsRead() {
        Settings section = section(ALL);

        assertThat(BlockSettings.from(section)).isEqualTo(new BlockSettings("local", 2, 4, "module load java", 5));
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
        assertThatThrownBy(() -> new BlockSettings("local", -1, 1, "", 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlockSettings("local", 1, 0, "", 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlockSettings("local", 1, 1, "", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("at least 1; got 1, 1 and 0");
    }

    private static Settings section(String body) {
        return Settings.of(ConfigFactory.parseString("provider { " + body + " }"), "provider");
    }
}
