package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jarsl.Config;
import org.jarsl.ExitMode;
import org.jarsl.HighThroughputConfig;
import org.jarsl.ThreadPoolConfig;
import org.jarsl.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigErrorsTest {
    private static SettingsException refused(String hocon) {
        return assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Config.parse(hocon))
                .actual();
    }

    /** In the third line of the text stands what is wrong; the message must say so, and the words. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    retrys = 3                     | retrys   | did you mean `retries`
                    retries = many                 | many     | a whole number from 0 to 1000000
                    retries = -1                   | -1       | a whole number from 0 to 1000000
                    retries = 1.5                  | 1.5      | a whole number
                    exit-mode = later              | later    | cleanup, drain, wait, skip
                    max-tasks = 0                  | 0        | from 1 to
                    max-value = 2 GiB              | 2 GiB    | from 1024 to 1073741824
                    max-value = lots               | lots     | a size
                    run-directory = ""             | ""       | the name of a directory
                    head { address = "" }          | ""       | a host name or an IP address
                    head { port = 70000 }          | 70000    | from 0 to 65535
                    head { transport = udp }       | udp      | tcp, tls-tcp, aeron-udp
                    head = here                    | here     | a section in braces
                    """)
    void aWrongKeyOrValueIsNamedWithItsLineAndWhatIsAllowed(String line, String value, String allowed) {
        String key = line.replaceAll("head \\{ ", "").replaceAll(" .*", "");
        SettingsException error = refused("jarsl {\n  executors = [{ type = thread-pool }]\n  " + line + "\n}\n");
        assertThat(error).hasMessageContainingAll(key, value, allowed, ":3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    type = slurm-pool                                        | type                 | high-throughput, thread-pool
                    type = thread-pool, max-threads = 0                      | max-threads          | from 1
                    type = thread-pool, max-workers-per-node = 2             | max-workers-per-node | known keys here
                    type = thread-pool, label = "a b"                        | label                | letters
                    type = high-throughput, cores-per-worker = 0             | cores-per-worker     | a number from
                    type = high-throughput, heartbeat-period = 5             | heartbeat-period     | a time from
                    type = high-throughput, heartbeat-threshold = soon       | heartbeat-threshold  | a time from
                    type = high-throughput, manager-selector = fastest       | manager-selector     | random, block
                    type = high-throughput, cpu-affinity = some              | cpu-affinity         | block-reverse
                    type = high-throughput, prefetch = -2                    | prefetch             | from 0
                    type = high-throughput, accelerators = 4                 | accelerators         | a list
                    type = high-throughput, provider { type = cloud }        | provider.type        | local
                    type = high-throughput, provider { init-blocks = -1 }    | provider.init-blocks | from
                    type = high-throughput, provider { strategy = some }     | provider.strategy    | auto-scale-in
                    type = high-throughput, provider { init-blocks = 0 }     | init-blocks          | strategy = simple
                    type = high-throughput, provider { init-blocks = 2, max-blocks = 1 } | init-blocks = 2 | max-blocks = 1
                    type = high-throughput, provider { nodes = 1 }           | provider.nodes       | nodes-per-block
                    label = x                                                | type                 | high-throughput
                    """)
    void aWrongExecutorIsNamedWithItsLineAndWhatIsAllowed(String executor, String key, String allowed) {
        SettingsException error = refused("jarsl {\n  executors = [\n  { " + executor + " }]\n}\n");
        assertThat(error).hasMessageContainingAll("jarsl.executors[0]", key, allowed, ":3");
    }

    @Test
    void aFileIsNamedWithItsLine(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("site.conf");
        Files.writeString(file, "jarsl {\n\n\n  retries = none\n executors = [{ type = thread-pool }] }\n");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Config.load(file))
                .withMessageContainingAll(file + ":4", "jarsl.retries", "none", "a whole number");
        Path gone = directory.resolve("gone.conf");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Config.load(gone))
                .withMessageContaining(gone.toString());
    }

    @Test
    void whatIsNoHoconIsRefusedWithItsLine() {
        assertThat(refused("jarsl {\n retries = [1\n}")).hasMessageContaining("3");
    }

    @Test
    void noExecutorsOrTwoOfOneLabelAreRefused() {
        assertThat(refused("jarsl { executors = [] }")).hasMessageContainingAll("executors", "at least one");
        assertThat(refused("jarsl { executors = [{ type = thread-pool }, { type = thread-pool }] }"))
                .hasMessageContainingAll("executors", "two executors", "\"threads\"");
        ThreadPoolConfig threads = new ThreadPoolConfig("same", 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Config.threads().withExecutors(threads, threads))
                .withMessageContaining("\"same\"");
    }

    @Test
    void aSectionOfDefaultsForNoExecutorIsRefused() {
        assertThat(refused("jarsl { executor-defaults { htex { label = x } } }"))
                .hasMessageContainingAll("executor-defaults.htex", "high-throughput, thread-pool");
    }

    @Test
    void managersOnOtherNodesAreNotSentToTheLoopbackOfTheirOwn() {
        assertThat(refused("jarsl { executors = [{ type = high-throughput, provider { type = slurm } }] }"))
                .hasMessageContainingAll("\"htex\"", "127.0.0.1", "head.address");
        assertThat(Config.parse("jarsl { head.address = 10.0.0.1, executors = [{ type = high-throughput,"
                                + " provider { type = slurm } }] }")
                        .head()
                        .address())
                .isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "grid-engine", "pbs-pro", "lsf", "torque", "cobalt"})
    void eachSchedulerHasDefaultsForAllThatItReadsAndForNothingElse(String type) {
        String provider = "provider { type = " + type + ", queue-of-no-scheduler = x }";
        assertThat(refused("jarsl { head.address = 10.0.0.1, executors = [{ type = high-throughput, " + provider
                        + " }] }"))
                .hasMessageContaining("unknown key `jarsl.executors[0].provider.queue-of-no-scheduler`");
        Config config = Config.parse("jarsl { head.address = 10.0.0.1, executors = [{ type = high-throughput,"
                + " provider { type = " + type + " } }] }");
        assertThat(config.executors()).hasSize(1);
    }

    @Test
    void aVariableThatIsNotThereIsRefusedWithItsName() {
        assertThat(refused("jarsl { run-directory = ${NO_SUCH_VARIABLE} }"))
                .hasMessageContainingAll("cannot read", "NO_SUCH_VARIABLE");
    }

    /** A site's file names only what differs. */
    @Test
    void aFileThatNamesNoExecutorHasThatOfTheDefaults() {
        Config config = Config.parse("jarsl { retries = 1 }");
        assertThat(config).isEqualTo(Config.local().withRetries(1));
    }

    @Test
    void theDefaultsAreThoseOfTheDocumentedFile() {
        Config config = Config.local();
        assertThat(config.retries()).isZero();
        assertThat(config.exitMode()).isEqualTo(ExitMode.CLEANUP);
        assertThat(config.maxTasks()).isEqualTo(1_000_000);
        assertThat(config.maxValueBytes()).isEqualTo(256 * 1024 * 1024);
        assertThat(config.executors()).singleElement().isInstanceOf(HighThroughputConfig.class);
        assertThat(config.executors().get(0).label()).isEqualTo("htex");
        assertThat(Config.threads().executors().get(0).label()).isEqualTo("threads");
    }
}
