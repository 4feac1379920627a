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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final String GONE = "gone";
    /** Stands for an id. */
    private static final String NOT_KNOWN = "";

    /**
     * What may still be in the scheduler.
     *
     * @param provider the {@code type} of the provider section that the jobs are of
     * @param names of jobs that are not known to have ended
     */
    public record Leftovers(String provider, Set<String> names) {}

    private final Path file;
    private final String provider;

    /** Of a directory of blocks; writes nothing yet. */
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

    /** The scheduler has no job of this name any more. */
    void gone(String name) throws IOException {
        write(GONE + " " + name);
    }

    /** To be called before a ledger is continued whose head was killed: takes off a line that was not written to its end. */
    void repair() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') {
            whole--;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(whole);
        }
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

    /** Whether a directory of blocks has a ledger. */
    public static boolean isIn(Path directory) {
        return Files.exists(directory.resolve(FILE));
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
        Map<String, Set<String>> ids = new LinkedHashMap<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            List<String> words = List.of(line.split(" ", -1));
            if (words.size() == 2 && words.get(0).equals(PROVIDER)) {
                provider = words.get(1);
            } else if (words.size() == 3 && words.get(1).equals(SUBMITTING)) {
                idsOf(ids, words).add(NOT_KNOWN);
            } else if (words.size() == 4 && words.get(1).equals(SUBMITTED)) {
                idsOf(ids, words).remove(NOT_KNOWN);
                idsOf(ids, words).add(words.get(3));
            } else if (words.size() == 3 && words.get(1).equals(GONE)) {
                idsOf(ids, words).clear();
            } else if (words.size() >= 3 && words.get(1).equals(ENDED)) {
                idsOf(ids, words).remove(NOT_KNOWN);
                words.stream().skip(3).forEach(idsOf(ids, words)::remove);
            } else {
                throw new IOException(file + ": not a line of a job ledger: " + line);
            }
        }
        ids.values().removeIf(Set::isEmpty);
        return new Leftovers(provider, ids.keySet());
    }

    private static Set<String> idsOf(Map<String, Set<String>> ids, List<String> words) {
        return ids.computeIfAbsent(words.get(2), name -> new HashSet<>());
    }
}
