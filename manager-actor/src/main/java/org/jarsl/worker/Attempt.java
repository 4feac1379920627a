package org.jarsl.worker;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;

/**
 * One attempt in its pool: who may deliver its outcome, and whether its thread may be interrupted. Every end is one
 * compare-and-set on the state, so an outcome is delivered at most once. Thread-safe.
 *
 * <p>An undisturbed attempt pays two compare-and-sets. The monitor is for attempts that are being stopped: a thread is
 * interrupted only inside it, and leaves a stopped attempt only through it, so no interrupt reaches the next task.
 */
final class Attempt {
    enum State {
        QUEUED,
        RUNNING,
        /** Over its walltime; its function has not returned yet. */
        TIMED_OUT,
        CANCELLED,
        /** Its outcome is delivered, or about to be. */
        DONE
    }

    private final Work work;
    private final @Nullable SlotGroup group;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    // Written by the worker before its compare-and-set to RUNNING, read by others after they saw RUNNING.
    private @Nullable Worker worker;
    private long startedAtMillis;
    private long startedNanos;
    // Of the worker only.
    private @Nullable Future<?> walltimeTimer;
    // Guarded by this.
    private boolean left;
    private boolean abandoned;

    /** {@code group} is null for an attempt of one slot. */
    Attempt(Work work, @Nullable SlotGroup group) {
        this.work = work;
        this.group = group;
    }

    Work work() {
        return work;
    }

    @Nullable
    SlotGroup group() {
        return group;
    }

    /** The worker takes the attempt; false if it was cancelled in the queue. */
    boolean begin(Worker taker) {
        worker = taker;
        startedAtMillis = System.currentTimeMillis();
        startedNanos = System.nanoTime();
        return state.compareAndSet(State.QUEUED, State.RUNNING);
    }

    void walltimeTimer(Future<?> timer) {
        walltimeTimer = timer;
    }

    /** The function returned; true if the worker may deliver the outcome, false if it must {@link #leave}. */
    boolean finish() {
        if (walltimeTimer != null) {
            walltimeTimer.cancel(false);
        }
        return state.compareAndSet(State.RUNNING, State.DONE);
    }

    /** True for the one who may deliver that the attempt was over its walltime. */
    boolean claimTimeout() {
        return state.compareAndSet(State.TIMED_OUT, State.DONE);
    }

    /** The worker, for the one who may deliver that the function has called System.exit; null if it has not. */
    @Nullable
    Worker claimExit() {
        boolean exiting = state.get() == State.RUNNING && worker != null && worker.isExiting();
        return exiting && state.compareAndSet(State.RUNNING, State.DONE) ? worker : null;
    }

    boolean cancelQueued() {
        if (!state.compareAndSet(State.QUEUED, State.CANCELLED)) {
            return false;
        }
        release();
        return true;
    }

    /** Interrupts a running attempt; false if it does not run. */
    synchronized boolean stop(State why) {
        if (state.compareAndSet(State.RUNNING, why)) {
            interrupt();
            return true;
        }
        return why == State.CANCELLED && state.compareAndSet(State.TIMED_OUT, State.CANCELLED);
    }

    @SuppressWarnings("Interruption") // the thread is a worker of this package, and inside this attempt
    private void interrupt() {
        if (worker != null) {
            worker.interrupt();
        }
    }

    boolean stopped() {
        return state.get() != State.RUNNING;
    }

    /** The worker is done with a stopped attempt; false if its place was given to another thread meanwhile. */
    synchronized boolean leave() {
        left = true;
        boolean unused = Thread.interrupted();
        return !abandoned;
    }

    /** The worker that is still inside a stopped attempt and from now on has no place in the pool; else null. */
    synchronized @Nullable Worker abandon() {
        if (left || abandoned) {
            return null;
        }
        abandoned = true;
        return worker;
    }

    /** Frees the other workers that the attempt occupies. */
    void release() {
        if (group != null) {
            group.release();
        }
    }

    Outcome outcome(@Nullable Object value, @Nullable Failure failure, @Nullable Throwable thrown) {
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startedNanos);
        return new Outcome(work.taskId(), work.attempt(), value, failure, thrown, startedAtMillis, micros);
    }
}
