package org.jarsl.dfk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
        return new AppOptions(
                value,
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

    public AppOptions withExecutors(List<String> value) {
        return new AppOptions(
                name,
                value,
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

    public AppOptions withRetries(int value) {
        return new AppOptions(
                name,
                executors,
                value,
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

    public AppOptions withWalltime(Duration value) {
        return new AppOptions(
                name,
                executors,
                retries,
                value,
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

    public AppOptions withResources(Resources value) {
        return new AppOptions(
                name,
                executors,
                retries,
                walltime,
                value,
                environment,
                workingDirectory,
                inputs,
                outputs,
                stdout,
                stderr,
                version,
                memoization);
    }

    public AppOptions withEnvironment(Map<String, String> value) {
        return new AppOptions(
                name,
                executors,
                retries,
                walltime,
                resources,
                value,
                workingDirectory,
                inputs,
                outputs,
                stdout,
                stderr,
                version,
                memoization);
    }

    public AppOptions withWorkingDirectory(Path value) {
        return new AppOptions(
                name,
                executors,
                retries,
                walltime,
                resources,
                environment,
                value,
                inputs,
                outputs,
                stdout,
                stderr,
                version,
                memoization);
    }

    public AppOptions withInputs(List<Arg<Path>> value) {
        return new AppOptions(
                name,
                executors,
                retries,
                walltime,
                resources,
                environment,
                workingDirectory,
                value,
                outputs,
                stdout,
                stderr,
                version,
                memoization);
    }

    public AppOptions withOutputs(List<Path> value) {
        return new AppOptions(
                name,
                executors,
                retries,
                walltime,
                resources,
                environment,
                workingDirectory,
                inputs,
                value,
                stdout,
                stderr,
                version,
                memoization);
    }

    public AppOptions withStdout(StdStream value) {
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
                value,
                stderr,
                version,
                memoization);
    }

    public AppOptions withStderr(StdStream value) {
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
                value,
                version,
                memoization);
    }

    public AppOptions withVersion(String value) {
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
                value,
                memoization);
    }

    public AppOptions withMemoization(Memoization value) {
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
                value);
    }
}
