package org.jarsl.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The file {@code jobs.ledger} beside the scripts of the blocks: which jobs were submitted and which have ended, so that
 * what a head has left behind that was killed can still be cancelled. In contrast to a log each line is on the disk
 * before what it announces is done. Thread-safe; its methods block.
 *
 * <pre>
 * provider slurm
 * 2026-05-04T10:11:12Z submitting jarsl.htex.k3x8ab.0
 * 2026-05-04T10:11:13Z submitted jarsl.htex.k3x8ab.0 4711
 * 2026-05-04T10:31:40Z ended jarsl.htex.k3x8ab.0 4711
 * </pre>
 */
public final class JobLedger {
    private static final String FILE = "jobs.ledger";
    private static final String PROVIDER = "provider";
    private static final String SUBMITTING = "submitting";
    private static final String SUBMITTED = "submitted";
    private static final String ENDED = "ended";

    /**
     * What may still be in the scheduler.
     *
     * @param provider the {@code type} of the provider section that the jobs are of
     * @param names of jobs that may have been submitted, but whose ids are not known
     * @param ids of jobs that are not known to have ended
     */
    public record Leftovers(String provider, Set<String> names, Set<String> ids) {}

    private final Path file;
    private final String provider;

    JobLedger(Path directory, String provider) {
        this.file = directory.resolve(FILE);
        this.provider = provider;
    }

    /** To be called before the job is submitted, each time. */
    void submitting(String name) throws IOException {
        write(SUBMITTING + " " + name);
    }

    void submitted(String name, String jobId) throws IOException {
        write(SUBMITTED + " " + name + " " + jobId);
    }

    /** It has ended, or there is no job of this name ({@code jobId} is empty then). */
    void ended(String name, String jobId) throws IOException {
        write(ENDED + " " + name + " " + jobId);
    }

    private synchronized void write(String event) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            String head = channel.size() == 0 ? PROVIDER + " " + provider + "\n" : "";
            String line = Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + event.strip() + "\n";
            ByteBuffer bytes = ByteBuffer.wrap((head + line).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
    }

    /**
     * Reads the ledger of a directory of blocks. A last line that was not written to its end does not count: what it
     * announces was not done.
     *
     * @throws IOException when there is none, or it cannot be read
     */
    public static Leftovers leftovers(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        String text = Files.readString(file);
        String provider = "";
        Set<String> names = new LinkedHashSet<>();
        Set<String> ids = new LinkedHashSet<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            List<String> words = List.of(line.split(" ", -1));
            if (words.size() == 2 && words.get(0).equals(PROVIDER)) {
                provider = words.get(1);
            } else if (words.size() == 3 && words.get(1).equals(SUBMITTING)) {
                names.add(words.get(2));
            } else if (words.size() == 4 && words.get(1).equals(SUBMITTED)) {
                names.remove(words.get(2));
                ids.add(words.get(3));
            } else if (words.size() >= 3 && words.get(1).equals(ENDED)) {
                names.remove(words.get(2));
                words.stream().skip(3).forEach(ids::remove);
            } else {
                throw new IOException(file + ": not a line of a job ledger: " + line);
            }
        }
        return new Leftovers(provider, names, ids);
    }
}
