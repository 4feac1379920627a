package org.jarsl.manager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results that do not fit into a message, until the interchange has pulled them. What is too much for the memory is in
 * files, and what is too much for these is gone: then its task is run again. Of one thread at a time.
 */
final class LargeResults implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LargeResults.class);

    private final Path directory;
    private final long maxMemoryBytes;
    private final long maxDiskBytes;
    private final Map<Long, byte[]> inMemory = new LinkedHashMap<>();
    private final Map<Long, Integer> inFiles = new LinkedHashMap<>();
    private long memoryBytes;
    private long diskBytes;

    /** Of the file that is being pulled, part by part. */
    private long openTask = -1;

    private byte @Nullable [] open;

    LargeResults(Path directory, long maxMemoryBytes, long maxDiskBytes) {
        this.directory = directory;
        this.maxMemoryBytes = maxMemoryBytes;
        this.maxDiskBytes = maxDiskBytes;
    }

    void add(long taskId, byte[] value) {
        remove(taskId);
        inMemory.put(taskId, value);
        memoryBytes += value.length;
        while (memoryBytes > maxMemoryBytes && inMemory.size() > 1) {
            long oldest = inMemory.keySet().iterator().next();
            byte[] bytes = forget(oldest);
            if (bytes != null) {
                write(oldest, bytes);
            }
        }
    }

    private void write(long taskId, byte[] bytes) {
        if (diskBytes + bytes.length > maxDiskBytes) {
            log.error("the result of task {} is given up: {} bytes wait on the disk already", taskId, diskBytes);
            return;
        }
        try {
            Files.createDirectories(directory);
            Files.write(file(taskId), bytes);
            inFiles.put(taskId, bytes.length);
            diskBytes += bytes.length;
        } catch (IOException e) {
            log.error("the result of task {} is given up: it cannot be written to {}", taskId, directory, e);
        }
    }

    /** Null if it is not there (any more). */
    byte @Nullable [] get(long taskId) {
        byte[] value = inMemory.get(taskId);
        if (value != null || !inFiles.containsKey(taskId)) {
            return value;
        }
        if (openTask != taskId) {
            try {
                open = Files.readAllBytes(file(taskId));
                openTask = taskId;
            } catch (IOException e) {
                log.error("the result of task {} cannot be read again", taskId, e);
                return null;
            }
        }
        return open;
    }

    void remove(long taskId) {
        byte[] unused = forget(taskId);
        Integer size = inFiles.remove(taskId);
        if (size != null) {
            diskBytes -= size;
            delete(file(taskId));
        }
        if (openTask == taskId) {
            openTask = -1;
            open = null;
        }
    }

    private byte @Nullable [] forget(long taskId) {
        byte[] value = inMemory.remove(taskId);
        memoryBytes -= value == null ? 0 : value.length;
        return value;
    }

    boolean isEmpty() {
        return inMemory.isEmpty() && inFiles.isEmpty();
    }

    private Path file(long taskId) {
        return directory.resolve("result-" + taskId);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("cannot delete {}", file, e);
        }
    }

    @Override
    public void close() {
        inFiles.keySet().forEach(taskId -> delete(file(taskId)));
    }
}
