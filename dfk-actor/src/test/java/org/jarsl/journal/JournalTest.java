package org.jarsl.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jarsl.journal.Journals.append;
import static org.jarsl.journal.Journals.await;
import static org.jarsl.journal.Journals.content;
import static org.jarsl.journal.Journals.entry;
import static org.jarsl.journal.Journals.line;
import static org.jarsl.journal.Journals.open;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jarsl.JournalConfig.Mode;
import org.jarsl.protocol.CallKey;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class JournalTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve(Database.FILE);
    }

    private static List<Entry> entries(int from, int to) {
        return IntStream.range(from, to).mapToObj(Journals::entry).toList();
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(Journals::line).toList();
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void whatIsWrittenIsThereWhenItIsOpenedAgain(Mode mode) throws Exception {
        try (Journal journal = open(directory, mode)) {
            await(append(journal, entries(0, 100)));
            Map<Long, byte[]> values = await(journal.read(List.of(8L)));
            assertThat(values).containsOnlyKeys(8L);
            assertThat(values.get(8L)).asString(UTF_8).isEqualTo(line(7).substring(3));
            journal.append(entries(100, 103), problem -> {});
        }
        try (Journal journal = open(directory, mode)) {
            assertThat(content(journal).values()).containsExactlyElementsOf(lines(0, 103));
            await(append(journal, entries(103, 104)));
        }
        try (Journal journal = open(directory, mode)) {
            assertThat(content(journal).values()).containsExactlyElementsOf(lines(0, 104));
        }
    }

    @Test
    void manyAppendsAreWrittenTogetherAndInTheirOrder() throws Exception {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        try (Journal journal = open(directory, Mode.DURABLE)) {
            for (int i = 0; i < 2000; i++) {
                written.add(append(journal, entries(i, i + 1)));
            }
            for (CompletableFuture<Void> each : written) {
                await(each);
            }
        }
        try (Journal journal = open(directory, Mode.DURABLE)) {
            assertThat(content(journal).values()).containsExactlyElementsOf(lines(0, 2000));
        }
    }

    @Test
    void aLargeValueAndAnEmptyOneComeBack() throws Exception {
        byte[] large = new byte[20 << 20];
        large[large.length - 1] = 7;
        try (Journal journal = open(directory, Mode.DURABLE)) {
            await(append(
                    journal,
                    List.of(
                            new Entry(new CallKey(1, 1), 0, "a", large, 0),
                            new Entry(new CallKey(2, 2), 1, "a", new byte[0], 0))));
            Map<Long, byte[]> values = await(journal.read(List.of(2L, 1L)));
            assertThat(values.get(1L)).isEqualTo(large);
            assertThat(values.get(2L)).isEmpty();
        }
    }

    @Test
    void noNumberOfATaskIsUsedByTwoHeads() {
        long last = -1;
        for (int head = 0; head < 3; head++) {
            try (Journal journal = open(directory, Mode.TASK_EXIT)) {
                assertThat(journal.firstTaskId()).isGreaterThan(last);
                last = journal.firstTaskId() + head * 2_500_000L;
                journal.taskIdsUpTo(last);
            }
        }
    }

    @Test
    void whatIsCommittedByHandIsThereForOthersToRead() throws Exception {
        try (Journal journal = open(directory, Mode.MANUAL)) {
            await(append(journal, entries(0, 5)));
            await(journal.commit());
            // What a crash would leave.
            Path copy = Files.createDirectory(directory.resolve("copy"));
            Files.copy(file(), copy.resolve(Database.FILE));
            try (Journal other = open(copy, Mode.MANUAL)) {
                assertThat(content(other).values()).containsExactlyElementsOf(lines(0, 5));
            }
        }
    }

    @Test
    void aSecondProcessThatOpensItIsRefused() {
        try (Journal journal = open(directory, Mode.TASK_EXIT)) {
            assertThat(journal.firstTaskId()).isZero();
            assertThatThrownBy(() -> open(directory, Mode.TASK_EXIT))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContainingAll(file().toString(), "open in another process");
        }
    }

    @Test
    void whatIsNoJournalIsRefusedAndCanBeSetAside() throws Exception {
        Files.writeString(file(), "hello, this is no database at all".repeat(100));
        assertThatThrownBy(() -> open(directory, Mode.TASK_EXIT))
                .isInstanceOf(JournalException.class)
                .hasMessageContainingAll(file().toString(), "is no journal", "--ignore-journal");
        try (Journal journal =
                Journal.open(directory, Journals.config(Mode.TASK_EXIT).ignoring())) {
            assertThat(content(journal)).isEmpty();
        }
        try (var files = Files.list(directory)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("journal.db.ignored-"));
        }
    }

    @Test
    void anEmptyFileIsRefused() throws Exception {
        open(directory, Mode.TASK_EXIT).close();
        Files.write(file(), new byte[0]);
        assertThatThrownBy(() -> open(directory, Mode.TASK_EXIT))
                .isInstanceOf(JournalException.class)
                .hasMessageContainingAll("is empty", "--ignore-journal");
    }

    @Test
    void aJournalWhoseMakingWasEndedIsMadeAnew() throws Exception {
        Files.writeString(directory.resolve(Database.FILE + ".new"), "half");
        try (Journal journal = open(directory, Mode.TASK_EXIT)) {
            assertThat(content(journal)).isEmpty();
        }
    }

    @Test
    void theDirectoryMayHaveAnyName() throws Exception {
        Path strange = Files.createDirectory(directory.resolve("a b?c=d#e%20f&g"));
        try (Journal journal = open(strange, Mode.TASK_EXIT)) {
            await(append(journal, entries(0, 1)));
        }
        assertThat(strange.resolve(Database.FILE)).isNotEmptyFile();
    }

    @Test
    void whoHearsOfAResultMayFail() throws Exception {
        try (Journal journal = open(directory, Mode.TASK_EXIT)) {
            journal.append(entries(0, 1), problem -> {
                throw new IllegalStateException("the listener's own");
            });
            await(append(journal, entries(1, 2)));
        }
    }

    @Test
    void anotherVersionIsRefused() throws Exception {
        open(directory, Mode.TASK_EXIT).close();
        sql("PRAGMA user_version = 2");
        assertThatThrownBy(() -> open(directory, Mode.TASK_EXIT))
                .isInstanceOf(JournalException.class)
                .hasMessageContainingAll("has the format 2 of another version", "reads format 1", "--ignore-journal");
    }

    @Test
    void anotherProgramsDatabaseIsRefused() throws Exception {
        sql("CREATE TABLE mine (x INTEGER)");
        assertThatThrownBy(() -> open(directory, Mode.TASK_EXIT))
                .isInstanceOf(JournalException.class)
                .hasMessageContainingAll("no journal of Jarsl", "--ignore-journal");
    }

    private void sql(String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var execution = connection.createStatement()) {
            execution.execute(statement);
        }
    }

    @Test
    void aFileThatWasCutOffIsRefused() throws Exception {
        try (Journal journal = open(directory, Mode.TASK_EXIT)) {
            await(append(journal, entries(0, 1000)));
        }
        try (RandomAccessFile cut = new RandomAccessFile(file().toFile(), "rw")) {
            cut.setLength(cut.length() / 2);
        }
        assertThatThrownBy(() -> open(directory, Mode.TASK_EXIT))
                .isInstanceOf(JournalException.class)
                .hasMessageContainingAll(file().toString(), "is damaged", "--ignore-journal");
    }

    @Test
    void aValueThatWasChangedIsNotGivenOut() throws Exception {
        try (Journal journal = open(directory, Mode.TASK_EXIT)) {
            await(append(journal, List.of(entry(7), entry(8))));
        }
        sql("UPDATE result SET value = x'00' WHERE id = 1");
        try (Journal journal = open(directory, Mode.TASK_EXIT)) {
            assertThat(await(journal.read(List.of(1L, 2L)))).containsOnlyKeys(2L);
        }
    }

    @Test
    void aFullDiskIsToldAndNothingHangs() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk.toString()),
                "a small disk needs root, with the right to mount");
        try {
            System.setProperty("org.sqlite.tmpdir", directory.toString());
            Journal journal = open(disk, Mode.DURABLE);
            Entry large = new Entry(new CallKey(1, 1), 0, "a", new byte[4 << 20], 0);
            assertThatThrownBy(() -> await(append(journal, List.of(large))))
                    .hasMessageContainingAll("can take no more results", "full");
            assertThatThrownBy(() -> await(append(journal, entries(0, 1)))).hasMessageContaining("can take no more");
            assertThatThrownBy(journal::close).isInstanceOf(JournalException.class);
        } finally {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }
}
