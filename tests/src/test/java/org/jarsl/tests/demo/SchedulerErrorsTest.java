package org.jarsl.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the user of a whole program sees when Slurm's commands misbehave, and how often these are called then. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchedulerErrorsTest {
    private static final String PROGRAM = """
            import org.jarsl.*;

            class Program {
                static int one() {
                    return 1;
                }

                public static void main(String[] arguments) {
                    try (DataFlowKernel dfk = DataFlowKernel.load()) {
                        dfk.app(Program::one).call().join();
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    private Path commands = Path.of("");

    @BeforeEach
    void program() throws IOException {
        Files.writeString(directory.resolve("Program.java"), PROGRAM);
        commands = Files.createDirectory(directory.resolve("commands"));
        command("squeue", "");
        command("sacct", "echo 'Slurm accounting storage is disabled' >&2; exit 1");
        command("scontrol", "");
        command("scancel", "");
    }

    @Test
    void aCommandThatIsMissing() throws Exception {
        Finished finished = run("");

        assertThat(finished.err())
                .contains("ExecutorFailedException", "executor htex cannot run anything", "sbatch", "PATH");
        assertThat(log()).isEmpty();
    }

    @Test
    void anAccountThatIsRejected() throws Exception {
        command(
                "sbatch",
                "echo 'sbatch: error: Batch job submission failed: Invalid account or account/partition combination"
                        + " specified' >&2; exit 1");
        Finished finished = run("account = nobody");

        assertThat(finished.err())
                .contains("ExecutorFailedException", "sbatch", "Invalid account or account/partition");
        assertThat(log()).as("max-failures").hasSize(3).allMatch(line -> line.startsWith("sbatch"));
    }

    @Test
    void aWalltimeThatIsNone() throws Exception {
        command("sbatch", "echo 1");
        Finished finished = run("walltime = \"01:30:00\"");

        assertThat(finished.err()).contains("test.conf:5", "walltime", "01:30:00", "a time from 60s to");
        assertThat(finished.exitCode()).isEqualTo(2);
        assertThat(log()).isEmpty();
    }

    /** The job may well be running, so it is asked for again, and not submitted again. */
    @Test
    void aStatusThatCannotBeRead() throws Exception {
        command("sbatch", "echo 11");
        command(
                "squeue",
                "[ $(grep -c ^squeue log) -lt 3 ] && echo 'Welcome to our cluster!' || echo '11|FAILED|NonZeroExitCode'");
        Finished finished = run("max-failures = 1");

        assertThat(finished.err()).contains("ExecutorFailedException", "block 0 (job 11) ended: FAILED");
        assertThat(Files.readString(directory.resolve("runinfo/000/jarsl.log")))
                .contains("the state of the blocks is not known: `squeue", "Welcome to our cluster!");
        assertThat(log()).filteredOn(line -> line.startsWith("sbatch")).hasSize(1);
        assertThat(log()).hasSizeLessThan(10);
    }

    @Test
    void aJobIdThatIsUsedAlready() throws Exception {
        command("sbatch", "echo 11");
        command("squeue", "echo '11|PENDING|Priority'");
        Finished finished = run("init-blocks = 2");

        assertThat(finished.err())
                .contains("ExecutorFailedException", "3 blocks in a row")
                .contains("could not be submitted: the scheduler answered that it is job 11, which is that of block");
        assertThat(log()).filteredOn(line -> line.startsWith("sbatch")).hasSize(4);
    }

    private Finished run(String provider) throws Exception {
        Files.writeString(directory.resolve("test.conf"), """
                jarsl {
                  run-directory = "%s/runinfo"
                  head.address = %s
                  executors = [{ type = high-throughput, provider { type = slurm, status-period = 1s
                    %s
                  } }]
                }
                """.formatted(
                        directory, InetAddress.getLocalHost().getHostName(), provider));
        Path bash = Path.of("/bin/bash").toRealPath();
        for (Path tool : List.of(bash, Path.of("/bin/grep"), Path.of("/bin/cat"))) {
            Path link = commands.resolve(tool.getFileName());
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, tool);
            }
        }
        return Finished.java(
                directory,
                Map.of("PATH", commands.toString()),
                "org.jarsl.cli.Run",
                "--config",
                "test.conf",
                "Program.java");
    }

    private void command(String name, String script) throws IOException {
        Path file = commands.resolve(name);
        Files.writeString(
                file, "#!/bin/bash\ncd '" + commands + "'\necho \"" + name + " $*\" >> log\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private List<String> log() throws IOException {
        Path log = commands.resolve("log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }
}
