package org.jarsl.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real Slurm of several nodes on this machine; see {@code tests/lab/slurm}. One at a time on a machine. */
final class SlurmLab {
    /** Of the bridge to which the nodes are plugged. */
    static final String HEAD_ADDRESS = "10.77.0.1";

    private static final Path SCRIPT = Path.of("lab", "slurm").toAbsolutePath();
    private static final long PATIENCE_SECONDS = 300;

    private final Path directory;
    private final FileLock lock;

    private SlurmLab(Path directory, FileLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Skips the test where there can be none. */
    static SlurmLab up(int nodes) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                run(List.of("bash", "-c", "[ $(id -u) = 0 ] && command -v apt-get && unshare --net true"))
                                .exitCode()
                        == 0,
                "a Slurm of simulated nodes needs root on Debian, with the right to make network namespaces");
        // The clients in this JVM find the cluster by the same variable, which the build has set.
        Path directory = Path.of(System.getenv("SLURM_CONF")).resolve("../..").normalize();
        Files.createDirectories(directory.resolve("..").normalize());
        FileLock lock = FileChannel.open(
                        directory.resolveSibling("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .lock();
        SlurmLab lab = new SlurmLab(directory, lock);
        lab.lab("up", Integer.toString(nodes));
        return lab;
    }

    /** What the script can do to the cluster, such as {@code crash n2}. */
    void lab(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env", "LAB=" + directory, SCRIPT.toString()));
        command.addAll(List.of(words));
        require(command);
    }

    /** A command of Slurm's; its output. */
    String slurm(String... words) throws IOException, InterruptedException {
        return require(List.of(words)).out();
    }

    /** Those that have not ended. */
    List<String> jobs() {
        try {
            return slurm("squeue", "-h", "-o", "%A").lines().toList();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Finished require(List<String> command) throws IOException, InterruptedException {
        Finished finished = run(command);
        assertThat(finished.exitCode()).as(command + ": " + finished.err()).isZero();
        return finished;
    }

    private record Finished(int exitCode, String out, String err) {}

    private static Finished run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("jarsl-lab", ".out");
        Path err = Files.createTempFile("jarsl-lab", ".err");
        // To files, since what it starts lives on and would hold a pipe open.
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " has not ended: " + Files.readString(err));
        }
        Finished finished = new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        return finished;
    }

    void down() throws IOException, InterruptedException {
        try {
            lab("down");
        } finally {
            lock.acquiredBy().close();
        }
    }
}
