package org.jarsl;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jarsl.dfk.AppCall;
import org.jarsl.dfk.AppOptions;
import org.jspecify.annotations.Nullable;

/**
 * A function that runs elsewhere, with the options its tasks get. Unlike a method, calling it does not wait: it returns
 * a future, and futures given to other apps make the task graph.
 *
 * <p>Apps are immutable values: each option returns a new app, so options at a call are set just before it,
 * {@code simulate.retries(3).call(x)}, and win over those the app had. Thread-safe.
 *
 * @param <S> the app's own type
 */
public abstract class App<S extends App<S>> {
    private static final Duration MAX_WALLTIME = Duration.ofDays(365);
    private static final int MAX_NAME = 100;

    final AppCall call;
    final AppOptions options;

    App(AppCall call, AppOptions options) {
        this.call = call;
        this.options = options;
    }

    abstract S with(AppOptions newOptions);

    @SuppressWarnings("unchecked") // the app's own call methods say what its function returns
    final <R> AppFuture<R> submit(@Nullable Arg<?>... arguments) {
        return (AppFuture<R>) call.call(options, arguments);
    }

    /**
     * The executors that may run this app's tasks, by label; one of them is chosen at random for each task. Without
     * this, any executor of the configuration may.
     *
     * @throws IllegalArgumentException if the configuration has no executor of that label, or this is a join app, whose
     *     function runs in the head
     */
    public S executor(String... labels) {
        for (String label : labels) {
            given(label, "an executor's label");
        }
        return with(call.checked(options.withExecutors(List.of(labels))));
    }

    /** How often a failed task is tried again, 0 or more; what the infrastructure loses is not counted. */
    public S retries(int retries) {
        if (retries < 0) {
            throw new IllegalArgumentException("retries must be 0 or more, not " + retries);
        }
        return with(options.withRetries(retries));
    }

    /**
     * The longest a task may run; then it is stopped and fails with {@link WalltimeException}.
     *
     * @param walltime from 1 ms to 365 days
     * @throws IllegalArgumentException if it is not, or this is a join app, whose time is that of the tasks it makes
     */
    public S walltime(Duration walltime) {
        boolean tooShort = given(walltime, "walltime").compareTo(Duration.ofMillis(1)) < 0;
        if (tooShort || walltime.compareTo(MAX_WALLTIME) > 0) {
            throw new IllegalArgumentException("walltime must be from 1 ms to 365 days, not " + walltime);
        }
        return with(call.checked(options.withWalltime(walltime)));
    }

    /** What a task needs of a node while it runs. */
    public S resources(Resources resources) {
        return with(options.withResources(given(resources, "resources")));
    }

    /** The name in messages, logs and file names, of 1 to 100 characters; the method's name without this. */
    public S named(String name) {
        boolean shown = !given(name, "the name").isBlank() && name.chars().noneMatch(Character::isISOControl);
        if (!shown || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "a name has 1 to " + MAX_NAME + " characters on one line, unlike \"" + name + "\"");
        }
        return with(options.withName(name));
    }

    /**
     * Adds a variable to the environment of the command. A Java app reads it from {@link
     * org.jarsl.worker.WorkerEnvironment#current}, since all tasks of a node share one JVM.
     */
    public S environment(String name, String value) {
        if (given(name, "a variable's name").isEmpty() || name.indexOf('=') >= 0 || name.indexOf(0) >= 0) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of an environment variable");
        }
        if (given(value, "the value of variable " + name).indexOf(0) >= 0) {
            throw new IllegalArgumentException("the value of variable " + name + " has a NUL character");
        }
        Map<String, String> environment = new HashMap<>(options.environment());
        environment.put(name, value);
        return with(options.withEnvironment(environment));
    }

    /** The directory a shell command starts in; relative to the head's working directory, which is also the default. */
    public S workingDirectory(Path directory) {
        return with(options.withWorkingDirectory(
                given(directory, "the working directory").toAbsolutePath()));
    }

    /** Files that must be there before a task starts: paths, or futures of files that other tasks write. */
    @SafeVarargs
    public final S inputs(Arg<Path>... files) {
        List<Arg<Path>> inputs = new ArrayList<>(options.inputs());
        for (Arg<Path> file : files) {
            inputs.add(given(file, "an input"));
        }
        return with(options.withInputs(inputs));
    }

    /** Files that a task writes; {@link AppFuture#outputs} has a future for each. */
    public S outputs(Path... files) {
        List<Path> outputs = new ArrayList<>(options.outputs());
        for (Path file : files) {
            outputs.add(given(file, "an output").toAbsolutePath());
        }
        return with(options.withOutputs(outputs));
    }

    /**
     * The version of the function's code, of 1 to 100 characters. Without it, any change of the function's class makes
     * it another function, and what is remembered of it does not count any more; with it, that is for you to say.
     *
     * @throws IllegalArgumentException if the function is a lambda, which has no name that outlives a change around it
     */
    public S version(String version) {
        if (given(version, "the version").isBlank() || version.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "a version has 1 to " + MAX_NAME + " characters, unlike \"" + version + "\"");
        }
        return with(call.checked(options.withVersion(version)));
    }

    /** Runs identical calls once: the others have the same result. As {@link Memoization#DEFAULT} says. */
    public S memoize() {
        return memoize(Memoization.DEFAULT);
    }

    /**
     * Runs identical calls once: the others, those that come while the first runs too, have its result, in the state
     * {@link TaskState#MEMO_DONE}. Calls are identical if app, {@link #version} and arguments are, and environment,
     * working directory and names of outputs. A failure is shared by those that have waited for it and remembered by
     * nobody. The results used last are kept in memory, at most 100,000 of them; those of earlier runs are read from the
     * journal of a run that is continued.
     *
     * @throws IllegalArgumentException if it ignores an argument that the app does not have
     */
    public S memoize(Memoization memoization) {
        return with(call.checked(options.withMemoization(given(memoization, "the memoization"))));
    }

    /** An option that is null is refused where it is set, not when the app is called. */
    static <T> T given(@Nullable T option, String what) {
        if (option == null) {
            throw new IllegalArgumentException(what + " must not be null");
        }
        return option;
    }
}
