package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.jarsl.settings.Settings;
import org.jarsl.settings.SettingsException;
import org.junit.jupiter.api.Test;

final class SshSettingsTest {
    private static final String USER = System.getProperty("user.name");

    @Test
    void aHostHasAUserAndAPortOfItsOwnOrTheUsualOnes() {
        assertThat(read("\"a\", \"bob@b.example.org:2022\", \"[::1]:23\"").hosts())
                .containsExactly(
                        new SshHost(USER, "a", 22),
                        new SshHost("bob", "b.example.org", 2022),
                        new SshHost(USER, "::1", 23));
    }

    @Test
    void aHostIsShownAsItIsWritten() {
        assertThat(read("\"x@a\", \"bob@b.example.org:2022\", \"y@[::1]:23\"").hosts())
                .hasToString("[x@a, bob@b.example.org:2022, y@[::1]:23]");
    }

    @Test
    void whatIsNoHostIsRefused() {
        for (String text : new String[] {"", "a b", "a:b", "a:70000", "@a", "::1"}) {
            assertThatThrownBy(() -> read("\"" + text + "\""))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("expected texts of the form [user@]host[:port]");
        }
    }

    @Test
    void noHostAndTheSameHostTwiceAreRefused() {
        for (String hosts : new String[] {"", "\"a\", \"b\", \"a:22\""}) {
            assertThatThrownBy(() -> read(hosts))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("expected at least one host, and none twice");
        }
    }

    @Test
    void aKeyThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> read("\"a\"", "/nowhere/id"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("identity-file = \"/nowhere/id\": expected a file that is there");
    }

    private static SshSettings read(String hosts) {
        return read(hosts, "");
    }

    private static SshSettings read(String hosts, String identityFile) {
        return SshSettings.from(Settings.of(
                ConfigFactory.parseString("provider { type = ssh, hosts = [" + hosts + "], identity-file = \""
                        + identityFile + "\", host-keys = known-hosts, remote-directory = .jarsl,"
                        + " connect-timeout = 10s, command-timeout = 30s, status-period = 10s }"),
                "provider"));
    }
}
