package org.jarsl.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LauncherTest {
    /** Each task takes a number of its own, atomically, and ends with the code that has this place in the list. */
    private static final String TASK = """
            n=0
            until mkdir "task-$n" 2>/dev/null; do n=$((n + 1)); done
            codes=(CODES) # a comment; '%s' and "quotes"
            exec bash -c "exit ${codes[$n]}\"""";

    @TempDir
    Path directory;

    @Test
    void theSimpleLauncherLeavesTheCommandAsItIs() throws Exception {
        assertThat(new SimpleLauncher().wrap("exit 7", 1, 4)).isEqualTo("exit 7");
    }

    @Test
    void oneTaskReplacesTheShellAndGivesItsExitCode() throws Exception {
        assertThat(run(new SingleNodeLauncher().wrap("exec bash -c 'exit 7'", 1, 1)))
                .isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "false, 0 0 0, 0",
        "false, 0 7 0, 0",
        "false, 7 7 7, 7",
        "true, 0 0 0, 0",
        "true, 0 7 0, 7",
        "true, 7 7 7, 7",
    })
    void eachTaskRunsAndTheExitCodeTellsOfFailures(boolean failOnAny, String codes, int expected) throws Exception {
        String text = new SingleNodeLauncher(failOnAny).wrap(TASK.replace("CODES", codes), 3, 1);

        assertThat(run(text)).isEqualTo(expected);
        try (var tasks = Files.list(directory)) {
            assertThat(tasks.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("task-")))
                    .containsExactlyInAnyOrder("task-0", "task-1", "task-2");
        }
    }

    @Test
    void tasksRunAtTheSameTime() throws Exception {
        // Opening a fifo waits for the other side: one after the other, they would wait for ever.
        String task = "mkdir first 2>/dev/null && { mkfifo a; mkdir made; echo > a; exit; }\n"
                + "until [ -d made ]; do :; done; read -r < a";

        assertThat(run(new SingleNodeLauncher(true).wrap(task, 2, 1))).isZero();
    }

    @Test
    void noTasksCannotBeLaunched() {
        assertThatThrownBy(() -> new SingleNodeLauncher().wrap("true", 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tasks per node must be at least 1, not 0");
    }

    /** The exit code of the text, run as a block's script. */
    private int run(String text) throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve("script.sh"), "#!/bin/bash\n" + text + "\n");
        assertThat(bash("-n", script.toString())).as("bash -n").isZero();
        return bash(script.toString());
    }

    private int bash(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/bash");
        builder.command().addAll(java.util.List.of(arguments));
        Process process = builder.directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends").isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
