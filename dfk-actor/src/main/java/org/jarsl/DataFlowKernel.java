package org.jarsl;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jarsl.dfk.AppOptions;
import org.jarsl.dfk.Kernel;

/**
 * Builds the graph of tasks while the program runs, and runs it on the executors of its {@link Config}. There is no
 * global one: several can live in one JVM, each with its own run directory, executors and tasks.
 *
 * <pre>{@code
 * try (DataFlowKernel dfk = DataFlowKernel.load()) {
 *     App1<Integer, Integer> twice = dfk.app(Numbers::twice);
 *     AppFuture<Integer> six = twice.call(3);
 *     System.out.println(twice.call(six).join());
 * }
 * }</pre>
 *
 * <p>Calling an app returns at once, unless as many tasks are unfinished as the configuration allows: then the call
 * waits for one to end, except in join apps and callbacks. After the close, calls throw
 * {@link IllegalStateException}; so they do, with the reason, when the machinery inside has come to an end by itself,
 * for lack of memory for example, and then every unfinished task fails with that reason. Thread-safe.
 */
public final class DataFlowKernel implements AutoCloseable {
    private final Kernel kernel;

    private DataFlowKernel(Config config) {
        this.kernel = new Kernel(config, this);
    }

    /**
     * Starts one: makes a run directory and begins to start blocks, for which it does not wait.
     *
     * @throws org.jarsl.settings.SettingsException if the configuration cannot be used, such as an address of the head
     *     that is taken or not this machine's
     */
    public static DataFlowKernel load(Config config) {
        return new DataFlowKernel(App.given(config, "the configuration").asTheCommandLineSays());
    }

    /** Starts one with the configuration of {@link Config#site}, so that the program itself names no site. */
    public static DataFlowKernel load() {
        return load(Config.site());
    }

    /**
     * The one whose join app or callback runs on this thread.
     *
     * @throws IllegalStateException on any other thread
     */
    public static DataFlowKernel current() {
        return Kernel.current();
    }

    /**
     * Makes an app of a function.
     *
     * @throws IllegalArgumentException if no worker could call the function; the message says what to write instead
     */
    public <R> App0<R> app(Fn.F0<R> function) {
        return new App0<>(kernel.app(function), AppOptions.DEFAULT);
    }

    /** As {@link #app(Fn.F0)}. */
    public <A, R> App1<A, R> app(Fn.F1<A, R> function) {
        return new App1<>(kernel.app(function), AppOptions.DEFAULT);
    }

    /** As {@link #app(Fn.F0)}. */
    public <A, B, R> App2<A, B, R> app(Fn.F2<A, B, R> function) {
        return new App2<>(kernel.app(function), AppOptions.DEFAULT);
    }

    /** As {@link #app(Fn.F0)}. */
    public <A, B, C, R> App3<A, B, C, R> app(Fn.F3<A, B, C, R> function) {
        return new App3<>(kernel.app(function), AppOptions.DEFAULT);
    }

    /** As {@link #app(Fn.F0)}. */
    public <A, B, C, D, R> App4<A, B, C, D, R> app(Fn.F4<A, B, C, D, R> function) {
        return new App4<>(kernel.app(function), AppOptions.DEFAULT);
    }

    /** As {@link #app(Fn.F0)}. */
    public <A, B, C, D, E, R> App5<A, B, C, D, E, R> app(Fn.F5<A, B, C, D, E, R> function) {
        return new App5<>(kernel.app(function), AppOptions.DEFAULT);
    }

    /** As {@link #app(Fn.F0)}. */
    public <A, B, C, D, E, F, R> App6<A, B, C, D, E, F, R> app(Fn.F6<A, B, C, D, E, F, R> function) {
        return new App6<>(kernel.app(function), AppOptions.DEFAULT);
    }

    /**
     * Makes a shell app of a function that returns the command line.
     *
     * @throws IllegalArgumentException if no worker could call the function; the message says what to write instead
     */
    public BashApp0 bash(Fn.F0<String> function) {
        return new BashApp0(kernel.bash(function), AppOptions.DEFAULT);
    }

    /** As {@link #bash(Fn.F0)}. */
    public <A> BashApp1<A> bash(Fn.F1<A, String> function) {
        return new BashApp1<>(kernel.bash(function), AppOptions.DEFAULT);
    }

    /** As {@link #bash(Fn.F0)}. */
    public <A, B> BashApp2<A, B> bash(Fn.F2<A, B, String> function) {
        return new BashApp2<>(kernel.bash(function), AppOptions.DEFAULT);
    }

    /** As {@link #bash(Fn.F0)}. */
    public <A, B, C> BashApp3<A, B, C> bash(Fn.F3<A, B, C, String> function) {
        return new BashApp3<>(kernel.bash(function), AppOptions.DEFAULT);
    }

    /** As {@link #bash(Fn.F0)}. */
    public <A, B, C, D> BashApp4<A, B, C, D> bash(Fn.F4<A, B, C, D, String> function) {
        return new BashApp4<>(kernel.bash(function), AppOptions.DEFAULT);
    }

    /** As {@link #bash(Fn.F0)}. */
    public <A, B, C, D, E> BashApp5<A, B, C, D, E> bash(Fn.F5<A, B, C, D, E, String> function) {
        return new BashApp5<>(kernel.bash(function), AppOptions.DEFAULT);
    }

    /** As {@link #bash(Fn.F0)}. */
    public <A, B, C, D, E, F> BashApp6<A, B, C, D, E, F> bash(Fn.F6<A, B, C, D, E, F, String> function) {
        return new BashApp6<>(kernel.bash(function), AppOptions.DEFAULT);
    }

    /**
     * Makes a join app: its function runs in the head, calls other apps and returns a future of theirs and must not wait for anything.
     *
     * @throws IllegalArgumentException if no worker could call the function; the message says what to write instead
     */
    public <R> App0<R> join(Fn.F0<AppFuture<R>> function) {
        return new App0<>(kernel.join(function), AppOptions.DEFAULT);
    }

    /** As {@link #join(Fn.F0)}. */
    public <A, R> App1<A, R> join(Fn.F1<A, AppFuture<R>> function) {
        return new App1<>(kernel.join(function), AppOptions.DEFAULT);
    }

    /** As {@link #join(Fn.F0)}. */
    public <A, B, R> App2<A, B, R> join(Fn.F2<A, B, AppFuture<R>> function) {
        return new App2<>(kernel.join(function), AppOptions.DEFAULT);
    }

    /** As {@link #join(Fn.F0)}. */
    public <A, B, C, R> App3<A, B, C, R> join(Fn.F3<A, B, C, AppFuture<R>> function) {
        return new App3<>(kernel.join(function), AppOptions.DEFAULT);
    }

    /** As {@link #join(Fn.F0)}. */
    public <A, B, C, D, R> App4<A, B, C, D, R> join(Fn.F4<A, B, C, D, AppFuture<R>> function) {
        return new App4<>(kernel.join(function), AppOptions.DEFAULT);
    }

    /** As {@link #join(Fn.F0)}. */
    public <A, B, C, D, E, R> App5<A, B, C, D, E, R> join(Fn.F5<A, B, C, D, E, AppFuture<R>> function) {
        return new App5<>(kernel.join(function), AppOptions.DEFAULT);
    }

    /** As {@link #join(Fn.F0)}. */
    public <A, B, C, D, E, F, R> App6<A, B, C, D, E, F, R> join(Fn.F6<A, B, C, D, E, F, AppFuture<R>> function) {
        return new App6<>(kernel.join(function), AppOptions.DEFAULT);
    }

    /**
     * Waits for a moment at which no task is unfinished; all that were made before the call have then ended, well or
     * not. As long as other threads keep making tasks there may be no such moment.
     */
    public void awaitAll() {
        kernel.awaitAll().join();
    }

    /**
     * Writes the results of all tasks that have ended to the journal, and returns when they are on the disk.
     *
     * @throws IllegalStateException if there is no journal, since {@code journal.mode} is off
     */
    public void checkpoint() {
        kernel.checkpoint().join();
    }

    /** How many tasks are where. A task is counted as ended a moment after its future is; {@link #awaitAll} waits for that. */
    public TaskCounts counts() {
        return kernel.taskCounts();
    }

    /** What each manager has done so far. */
    public List<NodeSummary> nodes() {
        return kernel.nodes();
    }

    /** Logs, submit scripts and task output of this run. */
    public Path runDirectory() {
        return kernel.runDirectory();
    }

    /** Hears of every task from now on. */
    public void addListener(TaskListener listener) {
        kernel.addListener(App.given(listener, "the listener"));
    }

    /**
     * An {@link java.util.concurrent.ExecutorService} whose tasks run as tasks of this DataFlowKernel, for code that
     * was written for one. Where tasks run in other JVMs, what is submitted must be something they can make: a lambda
     * cast to {@code (Callable<T> & Serializable)} that captures nothing, or an object of a named class or record whose
     * fields can be encoded. Closing the DataFlowKernel ends it; shutting it down does not close the DataFlowKernel.
     *
     * @param executors labels, as for {@link App#executor}
     */
    public java.util.concurrent.ExecutorService asExecutorService(String... executors) {
        for (String label : executors) {
            App.given(label, "an executor's label");
        }
        return kernel.executorService(List.of(executors));
    }

    /**
     * Ends everything, as the configuration's {@link ExitMode} says: within a bound, except that {@link ExitMode#WAIT}
     * waits for the tasks. From its beginning on only tasks and callbacks can call apps; other calls throw
     * {@link IllegalStateException}. A second call waits for the first.
     */
    @Override
    public void close() {
        CompletableFuture<Void> closed = kernel.close();
        closed.join();
    }
}
