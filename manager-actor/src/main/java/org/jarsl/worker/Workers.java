package org.jarsl.worker;

import java.util.concurrent.CompletableFuture;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.TaskEnvelope;

/** What a manager needs of its workers, be they threads or processes. Thread-safe; only {@link #close} blocks. */
public interface Workers extends AutoCloseable {
    /** Queues an attempt that occupies so many workers, first come first served. Its arguments are in the envelope. */
    void run(TaskEnvelope task, AppDescriptor app, int slots);

    /**
     * Takes back an attempt. True if its outcome will not be delivered. False if it is not known, ended before, or runs
     * on; one that a worker process holds but has not begun may still come back, with a failure of kind CANCELLED.
     */
    boolean cancel(long taskId, int attempt, boolean interruptRunning);

    /** To be called when this JVM is ending: delivers the failures of the attempts that have caused it. */
    void failExiting();

    /** Completes when the first worker can run tasks. */
    CompletableFuture<Void> ready();

    /** Completes with the reason when no task can be run and the manager has to stop. */
    CompletableFuture<String> broken();

    /** Ends all workers and what they run, within seconds; delivers nothing from then on. */
    @Override
    void close();
}
