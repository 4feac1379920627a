package org.jarsl.dfk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code head.lock} of a run directory, which is locked as long as the head lives, however it ends, and names
 * it: so that nobody else takes for dead what is not. In contrast to a process id it holds on all machines that share
 * the directory.
 */
public final class HeadLock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HeadLock.class);
    private static final String FILE = "head.lock";

    private final FileChannel channel;

    private HeadLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Whether a directory is that of a run. */
    static boolean isIn(Path run) {
        return Files.exists(run.resolve(FILE));
    }

    /**
     * Takes it.
     *
     * @throws IllegalStateException when the head lives; the message says where
     */
    public static HeadLock take(Path run) {
        Path file = run.resolve(FILE);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new IllegalStateException("the head of " + run + " is still running: "
                        + Files.readString(file).strip());
            }
            channel.truncate(0);
            String who = "process " + ProcessHandle.current().pid() + " on "
                    + InetAddress.getLocalHost().getHostName();
            channel.write(ByteBuffer.wrap((who + "\n").getBytes(StandardCharsets.UTF_8)));
            return new HeadLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }

    private static boolean locked(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            log.warn("this file system has no locks, so a head that still runs would not be noticed: {}", e.toString());
            return true;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.warn("cannot close {}", FILE, e);
        }
    }
}
