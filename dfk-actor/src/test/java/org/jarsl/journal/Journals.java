package org.jarsl.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jarsl.JournalConfig;
import org.jarsl.JournalConfig.Mode;
import org.jarsl.protocol.CallKey;

/** Journals whose entries are numbered. */
final class Journals {
    private static final long SECONDS = 60;

    private Journals() {}

    static JournalConfig config(Mode mode) {
        return new JournalConfig(mode, Duration.ofMillis(100), null, false);
    }

    static Journal open(Path directory, Mode mode) {
        return Journal.open(directory, config(mode));
    }

    static CallKey key(int number) {
        return new CallKey(number, -number);
    }

    static Entry entry(int number) {
        return new Entry(key(number), number, "app" + number % 3, value(number), 1000L + number);
    }

    static byte[] value(int number) {
        return ("value " + number).repeat(number % 50).getBytes(StandardCharsets.UTF_8);
    }

    /** Completes when it is written. */
    static CompletableFuture<Void> append(Journal journal, List<Entry> entries) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        journal.append(entries, problem -> {
            if (problem == null) {
                written.complete(null);
            } else {
                written.completeExceptionally(problem);
            }
        });
        return written;
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(SECONDS, TimeUnit.SECONDS);
    }

    /** The values of all entries, by row. */
    static Map<Long, String> content(Journal journal) throws Exception {
        Map<Long, CallKey> rows = new TreeMap<>();
        journal.index((key, row, taskId) -> rows.put(row, key));
        Map<Long, String> values = new TreeMap<>();
        Map<Long, byte[]> bytes = await(journal.read(List.copyOf(rows.keySet())));
        rows.forEach((row, key) -> {
            byte[] value = bytes.get(row);
            if (value != null) {
                values.put(row, key.high() + ": " + new String(value, StandardCharsets.UTF_8));
            }
        });
        return values;
    }

    static String line(int number) {
        return number + ": " + new String(value(number), StandardCharsets.UTF_8);
    }
}
