package org.jarsl.worker.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.TreeSet;
import org.jarsl.codec.CodecException;
import org.jarsl.codec.ValueCodec;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.TaskOptions;
import org.jarsl.worker.WorkerPool;
import org.jspecify.annotations.Nullable;

/**
 * What a manager and a worker process say to each other: a byte for the kind, then the fields; what there is seldom is
 * CBOR. Both sides are of the same build, so there are no versions.
 */
sealed interface Frame {
    /** The first of a manager. */
    record Setup(int rank, WorkerPool.Settings pool, int maxValueBytes) implements Frame {}

    /** What later tasks name by its id. */
    record App(AppDescriptor app) implements Frame {}

    /** Empty {@code ranks} for a task of one slot. */
    record Task(
            long number,
            long taskId,
            int attempt,
            int app,
            Set<Integer> ranks,
            byte[] arguments,
            @Nullable TaskOptions options)
            implements Frame {}

    record Stop(long taskId, int attempt, boolean running) implements Frame {}

    /** The worker ends what it runs, and itself. */
    record Close() implements Frame {}

    /** The first of a worker, which can run tasks now. */
    record Ready(long maxHeapBytes) implements Frame {}

    record Ended(
            long number,
            long startedAtMillis,
            long durationMicros,
            @Nullable Failure failure,
            byte[] value) implements Frame {}

    record GivenBack(long number) implements Frame {}

    /** The worker is not fit for another task. */
    record Retire(String why) implements Frame {}

    /** More than the largest max-value there may be; a length beyond it is a defect. */
    int MAX_BYTES = (1 << 30) + (1 << 20);

    ValueCodec CODEC = new ValueCodec();

    static void write(Frame frame, DataOutputStream out) throws IOException {
        if (frame instanceof Task task) {
            out.writeByte('T');
            writeTask(task, out);
        } else if (frame instanceof Ended ended) {
            out.writeByte('E');
            out.writeLong(ended.number());
            out.writeLong(ended.startedAtMillis());
            out.writeLong(ended.durationMicros());
            writeValue(ended.failure(), Failure.class, out);
            writeBytes(ended.value(), out);
        } else if (frame instanceof GivenBack back) {
            out.writeByte('G');
            out.writeLong(back.number());
        } else if (frame instanceof Stop stop) {
            out.writeByte('S');
            out.writeLong(stop.taskId());
            out.writeInt(stop.attempt());
            out.writeBoolean(stop.running());
        } else if (frame instanceof Close) {
            out.writeByte('C');
        } else {
            writeSeldom(frame, out);
        }
    }

    private static void writeSeldom(Frame frame, DataOutputStream out) throws IOException {
        char kind = frame instanceof Setup ? 'U' : frame instanceof App ? 'A' : frame instanceof Ready ? 'R' : 'Q';
        out.writeByte(kind);
        writeValue(frame, frame.getClass(), out);
    }

    private static void writeTask(Task task, DataOutputStream out) throws IOException {
        out.writeLong(task.number());
        out.writeLong(task.taskId());
        out.writeInt(task.attempt());
        out.writeInt(task.app());
        out.writeInt(task.ranks().size());
        for (int rank : task.ranks()) {
            out.writeInt(rank);
        }
        writeBytes(task.arguments(), out);
        writeValue(task.options(), TaskOptions.class, out);
    }

    /** The next; blocks. */
    static Frame read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 'T' -> readTask(in);
            case 'E' ->
                new Ended(in.readLong(), in.readLong(), in.readLong(), readValue(Failure.class, in), readBytes(in));
            case 'G' -> new GivenBack(in.readLong());
            case 'S' -> new Stop(in.readLong(), in.readInt(), in.readBoolean());
            case 'U' -> present(readValue(Setup.class, in));
            case 'A' -> present(readValue(App.class, in));
            case 'R' -> present(readValue(Ready.class, in));
            case 'Q' -> present(readValue(Retire.class, in));
            case 'C' -> new Close();
            default -> throw new IOException("frame of unknown kind " + kind);
        };
    }

    private static Task readTask(DataInputStream in) throws IOException {
        long number = in.readLong();
        long taskId = in.readLong();
        int attempt = in.readInt();
        int app = in.readInt();
        int count = in.readInt();
        Set<Integer> ranks = count == 0 ? Set.of() : new TreeSet<>();
        for (int i = 0; i < count; i++) {
            ranks.add(in.readInt());
        }
        return new Task(number, taskId, attempt, app, ranks, readBytes(in), readValue(TaskOptions.class, in));
    }

    private static void writeBytes(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new IOException("a value of " + length + " bytes, over the bound of " + MAX_BYTES);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private static void writeValue(@Nullable Object value, Type type, DataOutputStream out) throws IOException {
        try {
            writeBytes(value == null ? new byte[0] : CODEC.encode(value, type), out);
        } catch (CodecException e) {
            throw new IOException(e);
        }
    }

    private static <T> @Nullable T readValue(Class<T> type, DataInputStream in) throws IOException {
        byte[] bytes = readBytes(in);
        try {
            return bytes.length == 0 ? null : type.cast(CODEC.decode(bytes, type));
        } catch (CodecException e) {
            throw new IOException(e);
        }
    }

    private static <T> T present(@Nullable T value) throws IOException {
        if (value == null) {
            throw new IOException("an empty frame");
        }
        return value;
    }
}
