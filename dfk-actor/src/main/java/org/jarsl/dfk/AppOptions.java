package org.jarsl.dfk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jarsl.Arg;
import org.jarsl.Memoization;
import org.jarsl.Resources;
import org.jarsl.StdStream;
import org.jspecify.annotations.Nullable;

/**
 * The options of an app, as the user set them.
 *
 * @param name null for the method's own
 * @param executors labels; empty for any
 * @param retries -1 for the configuration's
 * @param walltime null for none
 * @param version of the function's code; null for a hash of its class
 * @param memoization null for an app that is not memoised
 */
public record AppOptions(
        @Nullable String name,
        List<String> executors,
        int retries,
        @Nullable Duration walltime,
        Resources resources,
        Map<String, String> environment,
        @Nullable Path workingDirectory,
        List<Arg<Path>> inputs,
        List<Path> outputs,
        @Nullable StdStream stdout,
        @Nullable StdStream stderr,
        @Nullable String version,
        @Nullable Memoization memoization) {
    public static final AppOptions DEFAULT = new AppOptions(
            null, List.of(), -1, null, Resources.DEFAULT, Map.of(), null, List.of(), List.of(), null, null, null, null);

    public AppOptions withName(String value) {
        return with(parts -> parts.name = value);
    }

    public AppOptions withExecutors(List<String> value) {
        return with(parts -> parts.executors = value);
    }

    public AppOptions withRetries(int value) {
        return with(parts -> parts.retries = value);
    }

    public AppOptions withWalltime(Duration value) {
        return with(parts -> parts.walltime = value);
    }

    public AppOptions withResources(Resources value) {
        return with(parts -> parts.resources = value);
    }

    public AppOptions withEnvironment(Map<String, String> value) {
        return with(parts -> parts.environment = value);
    }

    public AppOptions withWorkingDirectory(Path value) {
        return with(parts -> parts.workingDirectory = value);
    }

    public AppOptions withInputs(List<Arg<Path>> value) {
        return with(parts -> parts.inputs = value);
    }

    public AppOptions withOutputs(List<Path> value) {
        return with(parts -> parts.outputs = value);
    }

    public AppOptions withStdout(StdStream value) {
        return with(parts -> parts.stdout = value);
    }

    public AppOptions withStderr(StdStream value) {
        return with(parts -> parts.stderr = value);
    }

    public AppOptions withVersion(String value) {
        return with(parts -> parts.version = value);
    }

    public AppOptions withMemoization(Memoization value) {
        return with(parts -> parts.memoization = value);
    }

    private AppOptions with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.together();
    }

    /** What is between a value and the next one, which differs in one part. */
    private static final class Parts {
        private @Nullable String name;
        private List<String> executors;
        private int retries;
        private @Nullable Duration walltime;
        private Resources resources;
        private Map<String, String> environment;
        private @Nullable Path workingDirectory;
        private List<Arg<Path>> inputs;
        private List<Path> outputs;
        private @Nullable StdStream stdout;
        private @Nullable StdStream stderr;
        private @Nullable String version;
        private @Nullable Memoization memoization;

        private Parts(AppOptions from) {
            this.name = from.name;
            this.executors = from.executors;
            this.retries = from.retries;
            this.walltime = from.walltime;
            this.resources = from.resources;
            this.environment = from.environment;
            this.workingDirectory = from.workingDirectory;
            this.inputs = from.inputs;
            this.outputs = from.outputs;
            this.stdout = from.stdout;
            this.stderr = from.stderr;
            this.version = from.version;
            this.memoization = from.memoization;
        }

        private AppOptions together() {
            return new AppOptions(
                    name,
                    executors,
                    retries,
                    walltime,
                    resources,
                    environment,
                    workingDirectory,
                    inputs,
                    outputs,
                    stdout,
                    stderr,
                    version,
                    memoization);
        }
    }
}
