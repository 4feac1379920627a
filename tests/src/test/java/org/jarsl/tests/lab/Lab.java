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
import java.util.Map;
import org.jarsl.tests.demo.Finished;
import org.junit.jupiter.api.Assumptions;

/** A real scheduler with several nodes on this machine; see the scripts in {@code tests/lab}. One at a time on a machine. */
public final class Lab {
    /** Of the bridge to which the nodes of Slurm are plugged. */
    public static final String SLURM_HEAD = "10.77.0.1";

    public static final String GRID_ENGINE_HEAD = "10.79.255.254";

    private static final Path HERE = Path.of("").toAbsolutePath();

    private final Path script;
    private final Path directory;
    private final FileLock lock;

    private Lab(Path script, Path directory, FileLock lock) {
        this.script = script;
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Brings it up; skips the test where there can be none.
     *
     * @param scheduler name of the script
     */
    public static Lab up(String scheduler, int nodes) throws IOException, InterruptedException {
        boolean possible = Finished.bash(HERE, "[ $(id -u) = 0 ] && command -v apt-get && unshare --net true")
                        .exitCode()
                == 0;
        Assumptions.assumeTrue(
                possible, "nodes on this machine need root on Debian, with the right to make network namespaces");
        // Slurm's clients in this JVM find the cluster by the same variable, which the build has set.
        Path directory = Path.of(System.getenv("SLURM_CONF"))
                .resolve("../../..")
                .normalize()
                .resolve(scheduler);
        Files.createDirectories(directory);
        FileLock lock = FileChannel.open(
                        directory.resolveSibling("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .lock();
        Lab lab = new Lab(HERE.resolve("lab").resolve(scheduler), directory, lock);
        try {
            lab.lab("up", Integer.toString(nodes));
            return lab;
        } catch (AssertionError | IOException e) {
            lab.down();
            throw e;
        }
    }

    public Path directory() {
        return directory;
    }

    /** What the script can do to the nodes, such as {@code crash n2}. */
    public void lab(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(words));
        require(command);
    }

    /** The output of a command of the scheduler's. */
    public String run(String... words) throws IOException, InterruptedException {
        return require(List.of(words)).out();
    }

    private Finished require(List<String> command) throws IOException, InterruptedException {
        Finished finished = Finished.of(HERE, Map.of("LAB", directory.toString()), command);
        assertThat(finished.exitCode()).as(command + ": " + finished.err()).isZero();
        return finished;
    }

    /** The jobs of a Slurm that have not ended. */
    public List<String> jobs() {
        try {
            return run("squeue", "-h", "-o", "%A").lines().toList();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public void down() throws IOException, InterruptedException {
        try {
            lab("down");
        } finally {
            lock.acquiredBy().close();
        }
    }
}
