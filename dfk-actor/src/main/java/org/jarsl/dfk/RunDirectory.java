package org.jarsl.dfk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jarsl.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory of its own for each run, {@code runinfo/000}, {@code 001}, ...: logs, submit scripts, task output. */
final class RunDirectory {
    private static final Logger log = LoggerFactory.getLogger(RunDirectory.class);
    private static final int MAX_TRIES = 100;

    private RunDirectory() {}

    static Path next(Path root) {
        try {
            Files.createDirectories(root);
            for (int tries = 0; tries < MAX_TRIES; tries++) {
                Path next = root.resolve(String.format("%03d", last(root) + 1));
                try {
                    return Files.createDirectory(next).toAbsolutePath();
                } catch (FileAlreadyExistsException e) {
                    log.debug("another run was faster; the next number is tried", e);
                }
            }
            throw new IOException("no free run number in " + root);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot make a run directory in " + root.toAbsolutePath() + ", which jarsl.run-directory names: "
                            + e,
                    e);
        }
    }

    /** That of a run that is continued. */
    static Path earlier(Path run) {
        if (!HeadLock.isIn(run)) {
            throw new SettingsException(run + " is not the directory of a run, such as runinfo/007");
        }
        return run.toAbsolutePath();
    }

    private static int last(Path root) throws IOException {
        try (Stream<Path> runs = Files.list(root)) {
            OptionalInt last = runs.map(p -> p.getFileName().toString())
                    .filter(name -> name.matches("\\d{3,9}"))
                    .mapToInt(Integer::parseInt)
                    .max();
            return last.orElse(-1);
        }
    }

    /** Where a task's standard output or error goes when the user leaves the name to Jarsl. */
    static Path taskLog(Path run, long taskId, String name, String suffix) {
        return run.resolve("task_logs")
                .resolve(String.format("%04d", taskId / 10_000))
                .resolve(String.format("task_%04d_%s.%s", taskId, name.replaceAll("[^A-Za-z0-9_.-]", "_"), suffix));
    }
}
