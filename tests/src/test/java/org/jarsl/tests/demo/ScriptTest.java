package org.jarsl.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the {@code jarsl} script says by itself; nothing here builds anything. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScriptTest {
    private static final String SCRIPT = Path.of("..", "jarsl").toAbsolutePath().toString();

    @TempDir
    private Path directory;

    @Test
    void helpNamesEachCommand() throws Exception {
        Finished help = script(Map.of(), "help");

        assertThat(help.out()).contains("demo [DIR]", "run  [--config FILE]", "perf [", "test  ", "version ");
        assertThat(help.exitCode()).isZero();
    }

    @Test
    void unknownCommandIsRefusedWithTheKnownOnes() throws Exception {
        Finished unknown = script(Map.of(), "dmeo");

        assertThat(unknown.err()).startsWith("jarsl: unknown command: dmeo\nUsage: ./jarsl COMMAND");
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.exitCode()).isEqualTo(2);
    }

    @Test
    void javaHomeWithoutCompilerIsRefused() throws Exception {
        Finished version = script(Map.of("JAVA_HOME", directory.toString()), "version");

        assertThat(version.err()).startsWith("jarsl: JAVA_HOME is " + directory + ", but there is no bin/javac in it");
        assertThat(version.exitCode()).isEqualTo(2);
    }

    private Finished script(Map<String, String> environment, String command) throws Exception {
        return Finished.of(directory, environment, List.of("bash", SCRIPT, command));
    }
}
