package org.jarsl.manager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jarsl.codec.ValueCodec;
import org.jarsl.protocol.ManagerInfo;
import org.jarsl.worker.FunctionTable;
import org.jarsl.worker.Outcome;
import org.jarsl.worker.ThreadWorkers;
import org.jarsl.worker.WorkerPool;
import org.jarsl.worker.Workers;
import org.jarsl.worker.process.ProcessWorkers;

/** Starts a node's workers, as its settings say. */
final class WorkersOfNode {
    private static final long LEAST_HEAP_BYTES = 64L << 20;

    private WorkersOfNode() {}

    static Workers start(ManagerSettings settings, ManagerInfo info, WorkerPlan plan, Consumer<Outcome> sink) {
        WorkerPool.Settings pool = new WorkerPool.Settings(
                info.id().name(),
                plan.workers(),
                plan.environments(),
                plan.cpus(),
                settings.logDirectory().resolve(info.id().name()),
                WorkerPool.Settings.DEFAULT_KILL_GRACE,
                "node " + info.node() + ", manager " + info.id());
        if (settings.processes()) {
            try {
                return new ProcessWorkers(pool, jvmOptions(settings, plan), settings.maxValueBytes(), sink);
            } catch (IOException e) {
                throw new UncheckedIOException("the workers' processes need a directory for their sockets", e);
            }
        }
        ValueCodec codec = new ValueCodec();
        FunctionTable functions = new FunctionTable(WorkersOfNode.class.getClassLoader());
        return new ThreadWorkers(new WorkerPool(pool, functions, codec::encode, sink), codec);
    }

    /** Three quarters of a worker's part of the memory for its heap, unless the user's options, which come last, say more. */
    private static List<String> jvmOptions(ManagerSettings settings, WorkerPlan plan) {
        long heap = plan.shape().memoryBytes() / 4 * 3;
        List<String> options = new ArrayList<>();
        if (heap > LEAST_HEAP_BYTES) {
            options.add("-Xmx" + (heap >> 20) + "m");
        }
        options.addAll(settings.workerJvmOptions());
        return options;
    }
}
