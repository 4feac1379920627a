package org.jarsl.worker.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jarsl.process.ProcessGroup;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.worker.core.Death;
import org.jarsl.worker.core.Ticket;
import org.jspecify.annotations.Nullable;

/**
 * The manager's end of one worker's JVM, from its start to its death. Three threads: one starts it and reads what it
 * says, one writes to it, one passes on its standard error. Thread-safe.
 */
final class WorkerProcess {
    /** What happens to the process; called on its threads. */
    interface Listener {
        void received(WorkerProcess process, Frame frame);

        /** The last call. */
        void died(WorkerProcess process, Death death);
    }

    private static final int MAX_TAIL_BYTES = 4 * 1024;
    private static final long END_SECONDS = 5;
    private static final long START_SECONDS = 30;
    private static final long LAST_WORDS_MILLIS = 300;

    final int rank;
    private final List<String> command;
    private final Path report;
    private final Map<String, String> environment;
    private final Path socket;
    private final Path page;
    private final Frame.Setup setup;
    private final Listener listener;
    private final Set<Integer> appsSent = new HashSet<>();
    private final StringBuilder tail = new StringBuilder();
    private volatile @Nullable FrameStream stream;
    private volatile @Nullable Progress progress;
    private volatile long maxHeapBytes;
    // Guarded by this.
    private @Nullable ProcessGroup group;
    private boolean killed;

    /**
     * @param command lacks the last arguments, which are two files of this name in {@code directory}
     * @param report where the JVM says why it has crashed
     */
    WorkerProcess(
            String name,
            Path directory,
            List<String> command,
            Path report,
            Map<String, String> environment,
            Frame.Setup setup,
            Listener listener) {
        this.rank = setup.rank();
        this.socket = directory.resolve(name);
        this.page = directory.resolve(name + "p");
        this.command = new ArrayList<>(command);
        this.command.addAll(List.of(socket.toString(), page.toString()));
        this.report = report;
        this.environment = environment;
        this.setup = setup;
        this.listener = listener;
    }

    void start() {
        daemon(this::run, "");
    }

    private Thread daemon(Runnable work, String what) {
        Thread thread = new Thread(work, setup.pool().name() + "-worker-" + rank + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run() {
        Death death;
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            progress = new Progress(page);
            ProcessGroup started = launch();
            Thread errors = daemon(() -> pump(started.process().getErrorStream()), "-stderr");
            var unused = started.process()
                    .onExit()
                    .completeOnTimeout(started.process(), START_SECONDS, TimeUnit.SECONDS)
                    .thenRun(() -> close(server));
            String broken = talk(server);
            death = end(started, errors, broken);
        } catch (IOException e) {
            death = Death.notStarted(String.valueOf(e.getMessage()));
        }
        deleteFiles();
        listener.died(this, death);
        killRest();
    }

    private synchronized @Nullable ProcessGroup group() {
        return group;
    }

    private synchronized ProcessGroup launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder()
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        ProcessGroup started = ProcessGroup.start(builder, command, ProcessGroup.SUPPORTED);
        group = started;
        if (killed) {
            started.process().destroyForcibly();
        }
        return started;
    }

    private static void close(ServerSocketChannel server) {
        try {
            server.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }

    /** Until the socket ends; returns why, where it is not that the process has ended. */
    private String talk(ServerSocketChannel server) {
        try (SocketChannel channel = server.accept()) {
            FrameStream talking = new FrameStream(channel);
            talking.send(setup);
            Thread writer = daemon(talking::writeAll, "-writer");
            try {
                Frame first = talking.read();
                deleteFiles();
                maxHeapBytes = first instanceof Frame.Ready ready ? ready.maxHeapBytes() : 0;
                stream = talking;
                listener.received(this, first);
                while (true) {
                    listener.received(this, talking.read());
                }
            } finally {
                writer.interrupt();
            }
        } catch (IOException | RuntimeException e) {
            return e.toString();
        }
    }

    private Death end(ProcessGroup started, Thread errors, String broken) throws IOException {
        Process process = started.process();
        boolean late = stream == null && process.isAlive();
        try {
            if (!process.waitFor(late ? 0 : END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor();
            }
            errors.join(LAST_WORDS_MILLIS); // a child of it may hold it open
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        if (late) {
            return Death.notStarted("it did not connect within " + START_SECONDS + " s: " + broken);
        }
        synchronized (tail) {
            return Death.of(process.exitValue(), tail.toString(), maxHeapBytes, takeReport());
        }
    }

    /** The beginning of the report of a crash, which is kept under another name until the next; empty if none. */
    private String takeReport() {
        if (!Files.exists(report)) {
            return "";
        }
        try (InputStream text = Files.newInputStream(report)) {
            String beginning = new String(text.readNBytes(MAX_TAIL_BYTES), StandardCharsets.UTF_8);
            Files.move(report, Path.of(report + ".last"), StandardCopyOption.REPLACE_EXISTING);
            return beginning + '\n';
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Its standard error is that of the manager, too. */
    private void pump(InputStream errors) {
        byte[] buffer = new byte[4096];
        try (errors) {
            for (int count = errors.read(buffer); count >= 0; count = errors.read(buffer)) {
                System.err.write(buffer, 0, count);
                synchronized (tail) {
                    tail.append(new String(Arrays.copyOf(buffer, count), StandardCharsets.UTF_8));
                    tail.delete(0, Math.max(0, tail.length() - MAX_TAIL_BYTES));
                }
            }
        } catch (IOException e) {
            // The process is gone.
        }
    }

    void deleteFiles() {
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(page);
        } catch (IOException e) {
            // They go with their directory.
        }
    }

    /** Of the thread that holds the pool's lock. */
    void send(Ticket ticket) {
        AppDescriptor app = ticket.app();
        if (appsSent.add(app.id())) {
            send(new Frame.App(app));
        }
        send(new Frame.Task(
                ticket.number(),
                ticket.task().taskId(),
                ticket.task().attempt(),
                app.id(),
                ticket.ranks(),
                ticket.task().arguments(),
                ticket.task().options()));
    }

    void send(Frame frame) {
        FrameStream talking = stream;
        if (talking != null) {
            talking.send(frame);
        }
    }

    /** The number of the ticket that it is at, or was at when it died; 0 for none. */
    long running() {
        Progress shared = progress;
        return shared == null ? 0 : shared.running();
    }

    long sinceMillis() {
        Progress shared = progress;
        return shared == null ? 0 : shared.sinceMillis();
    }

    synchronized long pid() {
        return group == null ? 0 : group.process().pid();
    }

    synchronized void kill() {
        killed = true;
        if (group != null) {
            group.process().destroyForcibly();
        }
    }

    boolean isConnected() {
        return stream != null;
    }

    /** Waits for its end; false if it takes longer. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        ProcessGroup last = group();
        return last == null || last.process().waitFor(nanos, TimeUnit.NANOSECONDS);
    }

    /** What it has left. */
    void killRest() {
        ProcessGroup last = group();
        if (last != null) {
            last.killRest();
        }
    }
}
