package org.jarsl.worker.process;

import java.io.File;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jarsl.codec.ValueCodec;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.TaskOptions;
import org.jarsl.protocol.TaskResult;
import org.jarsl.worker.FunctionTable;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.Work;
import org.jarsl.worker.WorkerPool;

/**
 * The JVM of one worker: {@code java ... WorkerMain SOCKET PROGRESS}. Its main thread listens to the manager, another
 * writes to it, and a {@link WorkerPool} of one runs the tasks. When the manager is gone, so is this.
 */
public final class WorkerMain implements WorkerPool.Watch {
    /** Beyond those of the JVM and of the common pools of threads, of which there may be as many as cores. */
    private static final int MAX_THREADS_LEFT = 64;

    private static final int FLUSH_MILLIS = 500;
    private static final int KILL_ROUNDS = 10;

    private final FrameStream manager;
    private final Progress progress;
    private final int maxValueBytes;
    private final String where;
    private final WorkerPool pool;
    private final int maxThreads;
    private final ValueCodec codec = new ValueCodec();
    private final Map<Integer, AppDescriptor> apps = new HashMap<>();
    /** The tickets' numbers by their tasks. */
    private final Map<Long, Long> numbers = new ConcurrentHashMap<>();
    /** Tasks that are to be given back when they have left. */
    private final Set<Long> cancelled = ConcurrentHashMap.newKeySet();

    private WorkerMain(FrameStream manager, Progress progress, Frame.Setup setup) {
        this.manager = manager;
        this.progress = progress;
        this.maxValueBytes = setup.maxValueBytes();
        this.where = setup.pool().where() + ", worker " + setup.rank();
        this.pool = WorkerPool.ofOne(
                setup.rank(),
                setup.pool(),
                new FunctionTable(WorkerMain.class.getClassLoader()),
                codec::encode,
                this::ended,
                this);
        this.maxThreads =
                threads() + MAX_THREADS_LEFT + 2 * Runtime.getRuntime().availableProcessors();
    }

    public static void main(String[] arguments) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
            FrameStream manager = new FrameStream(channel);
            Progress progress = new Progress(Path.of(arguments[1]));
            if (!(manager.read() instanceof Frame.Setup setup)) {
                throw new IOException("expected the settings of this worker");
            }
            daemon(manager::writeAll, "to-manager");
            // What has ended shall not run again because a later task has called System.exit.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> flush(manager)));
            new WorkerMain(manager, progress, setup).serve();
        } finally {
            killChildren();
            // The last to leave: it cannot be removed while there are others' files.
            boolean unused =
                    new File(arguments[0]).getAbsoluteFile().getParentFile().delete();
            Runtime.getRuntime().halt(0);
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void flush(FrameStream manager) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FLUSH_MILLIS);
        do {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        } while (!manager.isFlushed() && System.nanoTime() < end);
    }

    /** Shell commands are in process groups of their own. Again and again, for one may just be starting. */
    private static void killChildren() {
        for (int i = 0; i < KILL_ROUNDS; i++) {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private void serve() throws IOException {
        manager.send(new Frame.Ready(Runtime.getRuntime().maxMemory()));
        while (true) {
            Frame frame = manager.read();
            if (frame instanceof Frame.Task task) {
                run(task);
            } else if (frame instanceof Frame.App app) {
                apps.put(app.app().id(), app.app());
            } else if (frame instanceof Frame.Stop stop) {
                stop(stop);
            } else if (frame instanceof Frame.Close) {
                pool.close();
                return;
            }
        }
    }

    private void run(Frame.Task task) throws IOException {
        AppDescriptor app = apps.get(task.app());
        if (app == null) {
            throw new IOException("task " + task.taskId() + " names an unknown app " + task.app());
        }
        numbers.put(task.taskId(), task.number());
        Work.Arguments arguments = types -> {
            progress.begin(task.number());
            return codec.decodeAll(task.arguments(), types);
        };
        TaskOptions options = task.options() == null ? TaskOptions.NONE : task.options();
        int slots = Math.max(1, task.ranks().size());
        pool.run(new Work(task.taskId(), task.attempt(), app, arguments, options, slots), task.ranks());
    }

    private void stop(Frame.Stop stop) {
        if (pool.cancel(stop.taskId(), stop.attempt(), stop.running())) {
            cancelled.add(stop.taskId());
            Long number = numbers.get(stop.taskId());
            if (number == null || progress.running() != number) {
                giveBack(stop.taskId());
            }
        }
    }

    private void giveBack(long taskId) {
        if (cancelled.remove(taskId)) {
            Long number = numbers.remove(taskId);
            if (number != null) {
                manager.send(new Frame.GivenBack(number));
            }
        }
    }

    @Override
    public void left(long taskId) {
        progress.end();
        giveBack(taskId);
        checkThreads();
    }

    @Override
    public void stuck(long taskId) {
        giveBack(taskId);
        manager.send(new Frame.Retire("task " + taskId + " does not end when interrupted"));
    }

    private void ended(Outcome outcome) {
        progress.end();
        Long number = numbers.remove(outcome.taskId());
        if (number == null) {
            return;
        }
        byte[] value = outcome.value() instanceof byte[] bytes ? bytes : TaskResult.NO_BYTES;
        Failure failure = outcome.failure();
        if (value.length > maxValueBytes) {
            failure = Failure.of(
                            Failure.Kind.TOO_LARGE,
                            "the result has " + value.length + " bytes, over the limit max-value of " + maxValueBytes
                                    + " bytes")
                    .at(where);
            value = TaskResult.NO_BYTES;
        }
        manager.send(new Frame.Ended(number, outcome.startedAtMillis(), outcome.durationMicros(), failure, value));
        checkThreads();
    }

    private void checkThreads() {
        int threads = threads();
        if (threads > maxThreads) {
            manager.send(new Frame.Retire("tasks have left threads behind: it has " + threads));
        }
    }

    /** Live threads of the whole JVM. */
    private static int threads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group.activeCount();
    }
}
