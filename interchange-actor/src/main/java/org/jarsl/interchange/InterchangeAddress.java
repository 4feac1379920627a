package org.jarsl.interchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Where the managers of an executor find their interchange: a file in the executor's directory, which is replaced as a
 * whole when a head is resumed or an interchange is started again. In contrast to what a manager is started with it is
 * right at any time.
 *
 * @param seed the member through which the cluster is joined, {@code pekko://jarsl@host:port}
 * @param interchange the interchange's actor, {@code pekko://jarsl@host:port/user/name#uid}
 */
public record InterchangeAddress(String seed, String interchange) {
    private static final String FILE = "interchange.address";

    /** Replaces what was there. */
    public void write(Path executorDirectory) throws IOException {
        Files.createDirectories(executorDirectory);
        Path whole = executorDirectory.resolve(FILE + ".new");
        Files.write(whole, List.of(seed, interchange));
        Files.move(whole, executorDirectory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whoever looks for it waits for the next one. */
    public static void remove(Path executorDirectory) {
        try {
            Files.deleteIfExists(executorDirectory.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete a file in " + executorDirectory, e);
        }
    }

    /** Empty if it cannot be read, for whatever reason: the next try may find it. */
    public static Optional<InterchangeAddress> read(Path executorDirectory) {
        try {
            List<String> lines = Files.readAllLines(executorDirectory.resolve(FILE));
            return lines.size() == 2
                    ? Optional.of(new InterchangeAddress(lines.get(0), lines.get(1)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
