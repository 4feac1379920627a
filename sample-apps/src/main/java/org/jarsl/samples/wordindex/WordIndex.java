package org.jarsl.samples.wordindex;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jarsl.App1;
import org.jarsl.App2;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.BashApp2;
import org.jarsl.DataFlowKernel;
import org.jarsl.DataFuture;

/**
 * The graph: for each batch of files cut, count and read; then merges of a few at a time, until one is left, which is
 * written. Everything is called at once; futures say what waits for what.
 */
final class WordIndex {
    private static final int FAN_IN = 4;
    private static final int BATCHES = 96;
    private static final long MIN_BATCH_BYTES = 1024;
    private static final long MAX_BATCH_BYTES = 16 << 20;

    private final BashApp2<Path, Path> cut;
    private final BashApp2<Path, Path> count;
    private final App1<Path, Map<String, Long>> read;
    private final App1<List<Map<String, Long>>, Map<String, Long>> merge;
    private final App2<Map<String, Long>, Path, Integer> write;

    WordIndex(DataFlowKernel dfk) {
        cut = dfk.bash(WordApps::cut);
        count = dfk.bash(WordApps::count);
        read = dfk.app(WordApps::read);
        merge = dfk.app(WordApps::merge);
        write = dfk.app(WordApps::write);
    }

    /**
     * Calls all apps.
     *
     * @param work gets the files between them
     * @return the number of different words, once {@code index} is written
     */
    AppFuture<Integer> build(TextFiles files, Path work, Path index) throws IOException {
        Files.createDirectories(work);
        long batchBytes = Math.max(MIN_BATCH_BYTES, Math.min(MAX_BATCH_BYTES, files.bytes() / BATCHES));
        List<AppFuture<Map<String, Long>>> level = new ArrayList<>();
        for (List<TextFiles.TextFile> batch : files.batches(batchBytes)) {
            level.add(count(batch, work.resolve(String.format("batch-%05d", level.size()))));
        }
        return write.call(root(level), Arg.of(index));
    }

    private AppFuture<Map<String, Long>> count(List<TextFiles.TextFile> batch, Path name) throws IOException {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (TextFiles.TextFile file : batch) {
            list.writeBytes((file.path() + "\0").getBytes(StandardCharsets.UTF_8));
        }
        Path words = Path.of(name + ".words");
        Path counts = Path.of(name + ".counts");
        Path files = Files.write(Path.of(name + ".files"), list.toByteArray());
        DataFuture cutWords = cut.outputs(words).call(files, words).outputs().get(0);
        DataFuture counted =
                count.outputs(counts).call(cutWords, Arg.of(counts)).outputs().get(0);
        return read.call(counted);
    }

    private Arg<Map<String, Long>> root(List<AppFuture<Map<String, Long>>> leaves) {
        List<AppFuture<Map<String, Long>>> level = leaves;
        while (level.size() > 1) {
            List<AppFuture<Map<String, Long>>> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i += FAN_IN) {
                next.add(merge.call(Arg.all(level.subList(i, Math.min(i + FAN_IN, level.size())))));
            }
            level = next;
        }
        return level.isEmpty() ? Arg.of(Map.of()) : level.get(0);
    }
}
