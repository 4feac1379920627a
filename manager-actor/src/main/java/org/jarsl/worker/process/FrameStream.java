package org.jarsl.worker.process;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.LinkedTransferQueue;

/**
 * Frames over a socket, in both directions at once, which the streams of {@link java.nio.channels.Channels} cannot do.
 * What is sent is queued, so no sender waits; whoever has the other end bounds how much there is. One thread reads, any
 * may send.
 */
final class FrameStream {
    private static final int BUFFER = 64 * 1024;

    private final SocketChannel channel;
    private final LinkedTransferQueue<Frame> outgoing = new LinkedTransferQueue<>();
    private final DataInputStream in;

    FrameStream(SocketChannel channel) {
        this.channel = channel;
        this.in = new DataInputStream(new BufferedInputStream(new Input(channel), BUFFER));
    }

    void send(Frame frame) {
        outgoing.add(frame);
    }

    /** Blocks; EOFException at the end. */
    Frame read() throws IOException {
        return Frame.read(in);
    }

    /** True when all was written to the socket, a moment ago. */
    boolean isFlushed() {
        return outgoing.isEmpty();
    }

    /** Writes what is sent until the socket is closed or the thread interrupted; flushed when there is nothing more. */
    void writeAll() {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new Output(channel), BUFFER))) {
            while (true) {
                Frame frame = outgoing.poll();
                if (frame == null) {
                    out.flush();
                    frame = outgoing.take();
                }
                Frame.write(frame, out);
            }
        } catch (IOException | InterruptedException e) {
            // The reader sees the end of the socket.
        }
    }

    private static final class Input extends InputStream {
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).limit(0);

        Input(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (!buffer.hasRemaining()) {
                buffer.clear();
                int count = channel.read(buffer);
                buffer.flip();
                if (count < 0) {
                    return -1;
                }
            }
            int count = Math.min(length, buffer.remaining());
            buffer.get(bytes, offset, count);
            return count;
        }

        @Override
        public int available() {
            return buffer.remaining();
        }
    }

    private static final class Output extends OutputStream {
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

        Output(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        /** In parts, or a value of a GiB would need a buffer of that size outside the heap. */
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int from = 0; from < length; from += BUFFER) {
                buffer.clear()
                        .put(bytes, offset + from, Math.min(BUFFER, length - from))
                        .flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }
    }
}
