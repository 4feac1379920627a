package org.jarsl.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.journal.Journals.append;
import static org.jarsl.journal.Journals.await;
import static org.jarsl.journal.Journals.content;
import static org.jarsl.journal.Journals.entry;
import static org.jarsl.journal.Journals.open;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jarsl.JournalConfig.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ends of the process, and of its file, at any byte. */
@Timeout(300)
class JournalCrashTest {
    private static final String LOG = Database.FILE + "-wal";

    @TempDir
    private Path directory;

    /** Each record is written on its own, and the file is cut at every byte that the last two have taken. */
    @Test
    void cutAtAnyByteOfItsLastTwoRecordsItOpensAndHoldsWhatWasAcknowledgedBefore() throws Exception {
        int records = 12;
        byte[] database;
        byte[] log;
        List<Long> ends = new ArrayList<>();
        try (Journal journal = open(directory, Mode.DURABLE)) {
            for (int i = 0; i < records; i++) {
                await(append(journal, List.of(entry(i))));
                ends.add(Files.size(directory.resolve(LOG)));
            }
            // While it is open: what a crash would leave.
            database = Files.readAllBytes(directory.resolve(Database.FILE));
            log = Files.readAllBytes(directory.resolve(LOG));
        }
        int from = ends.get(records - 3).intValue();
        assertThat(log.length).isEqualTo(ends.get(records - 1).intValue()).isGreaterThan(from);
        Path memory = Path.of("/dev/shm");
        Path copy = Files.createTempDirectory(Files.isWritable(memory) ? memory : directory, "jarsl-journal");
        for (int cut = from; cut <= log.length; cut++) {
            int whole = cut;
            int acknowledged = (int) ends.stream().filter(end -> end <= whole).count();
            assertHolds(copy, database, Arrays.copyOf(log, cut), acknowledged);
        }
        Files.delete(copy);
    }

    private static void assertHolds(Path copy, byte[] database, byte[] log, int acknowledged) throws Exception {
        Files.write(copy.resolve(Database.FILE), database);
        Files.write(copy.resolve(LOG), log);
        try (Journal journal = open(copy, Mode.TASK_EXIT)) {
            assertThat(content(journal).values())
                    .as("cut at byte " + log.length)
                    .containsExactlyElementsOf(IntStream.range(0, acknowledged)
                            .mapToObj(Journals::line)
                            .toList());
        }
        try (Stream<Path> files = Files.list(copy)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aProcessThatIsKilledLosesNothingThatItHasAcknowledged() throws Exception {
        Random random = new Random(1);
        int last = -1;
        for (int round = 0; round < 5; round++) {
            int seen = killedAfter(last + 1, random.nextInt(3000));
            assertThat(seen).isGreaterThan(last);
            try (Journal journal = open(directory, Mode.DURABLE)) {
                List<String> found = List.copyOf(content(journal).values());
                assertThat(found).hasSizeGreaterThan(seen);
                assertThat(found.subList(0, seen + 1))
                        .containsExactlyElementsOf(IntStream.rangeClosed(0, seen)
                                .mapToObj(Journals::line)
                                .toList());
                last = found.size() - 1;
            }
        }
    }

    /** Returns the last number that it said was written. */
    private int killedAfter(int first, int count) throws IOException, InterruptedException {
        Path numbers = directory.resolve("numbers");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        directory.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(numbers.toFile())
                .start();
        int seen = -1;
        while (seen < first + count) {
            assertThat(process.isAlive()).isTrue();
            seen = lastWhole(Files.readString(numbers), seen);
            Thread.sleep(1);
        }
        process.destroyForcibly().waitFor();
        return lastWhole(Files.readString(numbers), seen);
    }

    private static int lastWhole(String numbers, int otherwise) {
        int end = numbers.lastIndexOf('\n');
        return end < 0 ? otherwise : Integer.parseInt(numbers.substring(numbers.lastIndexOf('\n', end - 1) + 1, end));
    }

    /** Appends without end, and prints each number when it is written. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) throws Exception {
            try (Journal journal = open(Path.of(arguments[0]), Mode.DURABLE)) {
                for (int number = Integer.parseInt(arguments[1]); ; number++) {
                    int written = number;
                    journal.append(List.of(entry(number)), problem -> {
                        if (problem == null) {
                            System.out.println(written);
                        }
                    });
                    if (number % 100 == 0) {
                        await(append(journal, List.of()));
                    }
                }
            }
        }
    }
}
