package org.jarsl.worker.process;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which task a worker is at, in memory that it shares with its manager: unlike a message it is there however the worker
 * dies, and costs a task next to nothing. Thread-safe.
 */
final class Progress {
    private static final int BYTES = 2 * Long.BYTES;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer memory;

    /** Maps a file, which is made if it is not there and may be deleted once both have mapped it. */
    Progress(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES);
        }
    }

    void begin(long number) {
        LONG.setVolatile(memory, Long.BYTES, System.currentTimeMillis());
        LONG.setVolatile(memory, 0, number);
    }

    void end() {
        LONG.setVolatile(memory, 0, 0L);
    }

    /** The number of the ticket, 0 for none. */
    long running() {
        return (long) LONG.getVolatile(memory, 0);
    }

    /** When the last task began, in milliseconds since the epoch. */
    long sinceMillis() {
        return (long) LONG.getVolatile(memory, Long.BYTES);
    }
}
