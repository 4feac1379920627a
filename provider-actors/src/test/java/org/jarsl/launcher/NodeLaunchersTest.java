package org.jarsl.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jarsl.settings.Settings;
import org.jarsl.settings.SettingsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launchers for several nodes. Where a program is not of this machine, a double takes its place: it writes down its
 * options and runs the command once.
 */
final class NodeLaunchersTest {
    private static final String DOUBLE = """
            #!/bin/bash
            if [[ $1 = --version ]]; then echo "$MPI_VERSION"; exit; fi
            while [[ $# -gt 0 && $1 != /bin/bash ]]; do printf '%s ' "$1"; shift; done >>"$CALLS"
            exec "$@"
            """;

    private static final String AWKWARD =
            "printf '%s|' \"it's\" '$HOME' \"`echo \\\"a  b\\\"`\" \\\\ \u00fc >out\nexit 7";

    @TempDir
    private Path directory;

    @BeforeEach
    void makeDoubles() throws IOException {
        Files.createDirectory(directory.resolve("bin"));
        for (String program : List.of("srun", "aprun", "jsrun", "mpiexec", "mpirun", "image")) {
            Path file = Files.writeString(directory.resolve("bin").resolve(program), DOUBLE);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(directory.resolve("nodes"), "n1 4 all.q@n1\nn1 4\nn2 4 all.q@n2\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    srun       | --nodes=3 --ntasks=6 --ntasks-per-node=2 --cpus-per-task=4 --no-kill --kill-on-bad-exit=0 --overlap -x y
                    srun-mpi   | --nodes=1 --ntasks=2 --overlap -x y
                    aprun      | -n 6 -N 2 -x y
                    jsrun      | -n 6 -r 2 -x y
                    mpiexec    | -n 6 -ppn 2 -x y
                    mpirun     | -n 6 -ppn 2 -x y
                    """)
    void theCommandArrivesAsItIsAndSoDoesItsExitCode(String launcher, String options) throws Exception {
        int exitCode = run(launcher(launcher, "-x y").wrap(AWKWARD, 2, 3), Map.of("SLURM_CPUS_ON_NODE", "8"));

        assertThat(exitCode).isEqualTo(7);
        assertThat(directory.resolve("out")).hasContent("it's|$HOME|a  b|\\|\u00fc|");
        assertThat(calls()).isEqualTo(options);
    }

    @Test
    void aWrappedCommandRunsInsideTheOther() throws Exception {
        int exitCode = run(launcher("wrapped", "image exec 'a b'").wrap(AWKWARD, 1, 1), Map.of());

        assertThat(exitCode).isEqualTo(7);
        assertThat(directory.resolve("out")).hasContent("it's|$HOME|a  b|\\|\u00fc|");
        assertThat(calls()).isEqualTo("exec a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PBS_NODEFILE", "COBALT_NODEFILE", "LSB_DJOB_HOSTFILE", "PE_HOSTFILE"})
    void mpiGetsEachNodeOfTheNodeFileOnce(String variable) throws Exception {
        String nodes = directory.resolve("nodes").toString();
        run(launcher("mpiexec", "").wrap("true", 2, 2), Map.of(variable, nodes, "MPI_VERSION", "HYDRA build details:"));
        assertThat(calls()).isEqualTo("-n 4 -ppn 2 -hosts n1,n2");
        Files.delete(directory.resolve("calls"));
        run(
                launcher("mpiexec", "").wrap("true", 2, 2),
                Map.of(variable, nodes, "MPI_VERSION", "mpiexec (OpenRTE) 4.1\nOpen MPI"));
        assertThat(calls()).isEqualTo("-n 4 --map-by ppr:2:node --host n1:2,n2:2");
    }

    @Test
    void gnuParallelRunsTheCommandForEachTask() throws Exception {
        Programs.need("parallel", "parallel");
        String task =
                "mkdir \"task-$PARALLEL_SEQ\"; printf '%s' \"it's '$JARSL_BLOCK_ID'\" >\"task-$PARALLEL_SEQ/out\"; exit $((PARALLEL_SEQ == 2))";
        int exitCode = run(launcher("parallel", "").wrap(task, 3, 1), Map.of("JARSL_BLOCK_ID", "b 7"));

        assertThat(exitCode).isEqualTo(1);
        for (int i = 1; i <= 3; i++) {
            assertThat(directory.resolve("task-" + i).resolve("out")).hasContent("it's 'b 7'");
        }
    }

    @Test
    void mpichRunsTheCommandForEachTask() throws Exception {
        Programs.need("mpiexec.hydra", "mpich");
        Files.delete(directory.resolve("bin").resolve("mpiexec"));
        Path real = directory.resolve("bin").resolve("mpiexec");
        Files.writeString(real, "#!/bin/bash\nexec mpiexec.hydra \"$@\"\n");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwxr-xr-x"));
        int exitCode = run(launcher("mpiexec", "").wrap("mkdir \"task-$PMI_RANK\"; exit 3", 3, 1), Map.of());

        assertThat(exitCode).isEqualTo(3);
        assertThat(directory.resolve("task-0")).exists();
        assertThat(directory.resolve("task-2")).exists();
    }

    @Test
    void optionsWithoutAUseAndAWrapperWithoutWordsAreRefused() {
        assertThatThrownBy(() -> launcher("simple", "-n 4"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("the launcher simple has none");
        assertThatThrownBy(() -> launcher("wrapped", " "))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("the words before the command");
        assertThatThrownBy(() -> launcher("slrum", ""))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("single-node");
    }

    @Test
    void aCommandThatNoProgramCanBeGivenIsRefused() {
        assertThatThrownBy(() -> new AprunLauncher("").wrap("x".repeat(100_001), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("100001 characters", "class path");
    }

    private static Launcher launcher(String type, String options) {
        return Launchers.read(
                Settings.of(ConfigFactory.parseMap(Map.of("p.launcher", type, "p.launcher-options", options)), "p"));
    }

    private String calls() throws IOException {
        return Files.readString(directory.resolve("calls")).strip();
    }

    /** The exit code of the text, run as a block's script. */
    private int run(String text, Map<String, String> environment) throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve("script.sh"), "#!/bin/bash\n" + text + "\n");
        assertThat(bash(Map.of(), "-n", script.toString())).as("bash -n").isZero();
        return bash(environment, script.toString());
    }

    private int bash(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/bash").directory(directory.toFile());
        builder.command().addAll(List.of(words));
        builder.environment().put("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("CALLS", directory.resolve("calls").toString());
        builder.environment().putAll(environment);
        Process process = builder.inheritIO().start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
