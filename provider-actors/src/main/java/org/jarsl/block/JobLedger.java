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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /**
     * What earlier heads of this run have submitted.
     *
     * @param token of their jobs' names; empty if there were none
     * @param living blocks whose jobs are not known to have ended
     * @param used no block from this number on was ever submitted
     */
    record Earlier(String token, List<String> living, int used) {
        static final Earlier NONE = new Earlier("", List.of(), 0);
    }

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

    /** What is in the names of all jobs of a run, if an earlier head of it has submitted some. */
    public static Optional<String> token(Path directory) {
        try {
            return Optional.of(earlier(directory).token()).filter(token -> !token.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads the ledger of a directory of blocks, if there is one. */
    static Earlier earlier(Path directory) throws IOException {
        if (!isIn(directory)) {
            return Earlier.NONE;
        }
        Ledger ledger = Ledger.read(directory.resolve(FILE));
        List<String> all = List.copyOf(ledger.ids().keySet());
        if (all.isEmpty()) {
            return Earlier.NONE;
        }
        int used = 1
                + all.stream()
                        .mapToInt(name -> Integer.parseInt(blockOf(name)))
                        .max()
                        .orElse(-1);
        List<String> living = ledger.living().stream().map(JobLedger::blockOf).toList();
        String last = all.get(all.size() - 1);
        int end = last.lastIndexOf('.');
        return new Earlier(last.substring(last.lastIndexOf('.', end - 1) + 1, end), living, used);
    }

    private static String blockOf(String jobName) {
        return jobName.substring(jobName.lastIndexOf('.') + 1);
    }

    /**
     * Reads the ledger of a directory of blocks. A last line that was not written to its end does not count: what it
     * announces was not done.
     *
     * @throws IOException when there is none, or it cannot be read
     */
    public static Leftovers leftovers(Path directory) throws IOException {
        Ledger ledger = Ledger.read(directory.resolve(FILE));
        return new Leftovers(ledger.provider(), ledger.living());
    }

    /**
     * What the lines say.
     *
     * @param ids by the names of all jobs, in the order of their first submission; none where it has ended
     */
    private record Ledger(String provider, Map<String, Set<String>> ids) {
        static Ledger read(Path file) throws IOException {
            String text = Files.readString(file);
            String provider = "";
            Map<String, Set<String>> ids = new LinkedHashMap<>();
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                List<String> words = List.of(line.split(" ", -1));
                if (words.size() == 2 && words.get(0).equals(PROVIDER)) {
                    provider = words.get(1);
                } else if (words.size() < 3 || !apply(words, ids.computeIfAbsent(words.get(2), n -> new HashSet<>()))) {
                    throw new IOException(file + ": not a line of a job ledger: " + line);
                }
            }
            return new Ledger(provider, ids);
        }

        /** False if it is no event. */
        private static boolean apply(List<String> words, Set<String> ids) {
            List<String> id = words.subList(3, words.size());
            switch (words.get(1)) {
                case SUBMITTING -> ids.add(NOT_KNOWN);
                case SUBMITTED -> {
                    ids.remove(NOT_KNOWN);
                    ids.addAll(id);
                }
                case ENDED -> {
                    ids.remove(NOT_KNOWN);
                    id.forEach(ids::remove);
                }
                case GONE -> ids.clear();
                default -> {
                    return false;
                }
            }
            return true;
        }

        Set<String> living() {
            Set<String> living = new LinkedHashSet<>();
            ids.forEach((name, known) -> {
                if (!known.isEmpty()) {
                    living.add(name);
                }
            });
            return living;
        }
    }
}
