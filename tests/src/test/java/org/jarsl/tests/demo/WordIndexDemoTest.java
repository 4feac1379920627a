package org.jarsl.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jarsl.DataFlowKernel;
import org.jarsl.NodeSummary;
import org.jarsl.TaskEvent;
import org.jarsl.TaskState;
import org.jarsl.samples.wordindex.WordIndexDemo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WordIndexDemoTest {
    /** The same in one pipeline. What ends each file is a line end, so that no word reaches into the next file. */
    private static final String PIPELINE = """
            export LC_ALL=C
            find . \\( -name .git -o -name target -o -name runinfo \\) -prune -o -type f -print0 \\
              | xargs -0 grep -lIZ '' | xargs -0 sh -c 'for file; do cat "$file"; echo; done' _ \\
              | tr -cs A-Za-z '\\n' | tr A-Z a-z | sed '/^$/d' | sort | uniq -c | sort -k1,1nr -k2,2
            """;

    private static final int MANY_FILES = 120;
    private static final int TASKS_BEFORE_KILL = 20;

    @TempDir
    private Path directory;

    @TempDir
    private Path runs;

    @Test
    void indexOfAwkwardFilesEqualsThatOfAShellPipeline() throws Exception {
        writeAwkwardFiles();
        try (DataFlowKernel dfk = load()) {
            assertThat(index(dfk)).isEqualTo(pipeline()).contains("3 word\n", "1 naive\n");
        }
    }

    @Test
    void directoryWithoutTextGivesAnEmptyIndex() throws Exception {
        Files.createFile(directory.resolve("empty"));
        // A name that is no UTF-8, which no command line of ours could hold.
        Finished.bash(directory, "echo text >$'caf\\xe9'");
        try (DataFlowKernel dfk = load()) {
            assertThat(index(dfk)).isEmpty();
        }
    }

    @Test
    void managerKilledInMidRunChangesNothingInTheIndex() throws Exception {
        writeManyFiles();
        try (DataFlowKernel dfk = load()) {
            AtomicLong ended = new AtomicLong();
            AtomicLong killed = new AtomicLong();
            dfk.addListener(event -> {
                if (isLongEnough(event, ended) && killed.get() == 0) {
                    killed.set(kill(dfk));
                }
            });
            assertThat(index(dfk)).isEqualTo(pipeline());
            assertThat(killed).doesNotHaveValue(0);
            assertThat(ProcessHandle.of(killed.get())).isEmpty();
            assertThat(dfk.nodes())
                    .filteredOn(NodeSummary::up, false)
                    .extracting(NodeSummary::pid)
                    .containsExactly(killed.get());
            assertThat(dfk.counts().done()).isEqualTo(dfk.counts().total()).isGreaterThan(3L * TASKS_BEFORE_KILL);
        }
    }

    private static boolean isLongEnough(TaskEvent event, AtomicLong ended) {
        return event.state() == TaskState.EXEC_DONE && ended.incrementAndGet() >= TASKS_BEFORE_KILL;
    }

    /** Kills a manager that has done something; returns its process id, or 0 if there is none such. */
    private static long kill(DataFlowKernel dfk) {
        return dfk.nodes().stream()
                .filter(node -> node.up() && node.tasks() > 0)
                .mapToLong(NodeSummary::pid)
                .filter(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly())
                .findFirst()
                .orElse(0);
    }

    private DataFlowKernel load() {
        return DataFlowKernel.load(WordIndexDemo.config().withRunDirectory(runs));
    }

    private String index(DataFlowKernel dfk) throws IOException {
        PrintStream unread = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        return Files.readString(WordIndexDemo.run(dfk, directory, unread, unread));
    }

    private String pipeline() throws Exception {
        Finished pipeline = Finished.bash(directory, PIPELINE);
        assertThat(pipeline.err()).isEmpty();
        return pipeline.out();
    }

    private void writeAwkwardFiles() throws IOException {
        write("plain.txt", "One word, two WORDs; a word.\n");
        write("empty.txt", "");
        write("no final newline", "last");
        write("-n", "dash begins the name");
        write("it's \"quoted\" $HOME `x` a=b.txt", "don't stop\r\nhere\r\n");
        write("new\nline", "name with a line end");
        write("deep/er/and deeper/file", "naive na\u00efve caf\u00e9 \u4e2d\u6587 word\n");
        write("latin1", new byte[] {'c', 'a', 'f', (byte) 0xe9, ' ', 'b', 'a', 'r'});
        write("binary", new byte[] {'n', 'o', 0, 't', 'e', 'x', 't'});
        write(".git/config", "hidden");
        write("deep/target/built", "hidden");
        write("runinfo/000/jarsl.log", "hidden");
        write("long line", "x".repeat(40_000) + " end " + "yy ".repeat(50_000));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("plain.txt"));
        Files.createSymbolicLink(directory.resolve("loop"), directory);
    }

    private void writeManyFiles() throws IOException {
        for (int i = 0; i < MANY_FILES; i++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < 300; word++) {
                text.append("word").append((char) ('a' + (i * word) % 26)).append(word % 7 == 0 ? '\n' : ' ');
            }
            write("file-" + i, text.toString());
        }
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
