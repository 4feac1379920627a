package org.jarsl.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShellTest {
    private static final String TWO_MANAGERS = """
            jarsl.executors = [{
              type = high-throughput
              cores-per-worker = 0.01
              max-workers-per-node = 1
              provider { init-blocks = 2, max-blocks = 2 }
            }]
            """;

    /** Each of two tasks waits until the other is there, too. */
    private static final String TYPED = """
            record Place(long pid, boolean both) {}
            Place meet(String directory, int me) throws Exception {
                Files.createFile(Path.of(directory, "here" + me));
                Path other = Path.of(directory, "here" + (1 - me));
                long end = System.nanoTime() + 120_000_000_000L;
                while (!Files.exists(other) && System.nanoTime() < end) {
                    Thread.sleep(10);
                }
                return new Place(ProcessHandle.current().pid(), Files.exists(other));
            }
            var meet = dfk.app((String directory, Integer me) -> meet(directory, me));
            var places = Stream.of(0, 1).map(me -> meet.call("DIRECTORY", me)).toList();
            var there = places.stream().map(place -> place.join()).toList();
            System.out.println("together " + there.stream().allMatch(Place::both));
            System.out.println("managers " + there.stream().map(Place::pid).distinct().count());
            System.out.println("here " + there.contains(new Place(ProcessHandle.current().pid(), true)));
            /exit 3
            """;

    @TempDir
    private Path directory;

    private Finished shell(String... words) throws Exception {
        return Finished.java(directory, Map.of(), "org.jarsl.cli.Shell", words);
    }

    @Test
    void whatIsTypedRunsOnTwoManagers() throws Exception {
        Files.writeString(directory.resolve("two.conf"), TWO_MANAGERS);
        Files.writeString(directory.resolve("typed.jsh"), TYPED.replace("DIRECTORY", directory.toString()));

        Finished shell = shell("--config", "two.conf", "typed.jsh");

        assertThat(shell.err()).isEmpty();
        assertThat(shell.out()).contains("together true\n", "managers 2\n", "here false\n");
        assertThat(shell.exitCode()).isEqualTo(3);
        assertThat(directory.resolve("runinfo/000/jarsl.log")).content().contains("closed");
    }

    @Test
    void aConfigurationThatCannotBeUsedIsOneSentence() throws Exception {
        Files.writeString(directory.resolve("wrong.conf"), "jarsl.retries = many");

        Finished shell = shell("--config", "wrong.conf");

        assertThat(shell.err())
                .startsWith("jarsl shell: wrong.conf:1: jarsl.retries = \"many\": expected a whole number")
                .hasLineCount(1);
        assertThat(shell.exitCode()).isEqualTo(2);
    }
}
