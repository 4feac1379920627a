package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;

/**
 * Why a task did not produce its result, in words that any JVM can read: an exception never travels as an object.
 *
 * @param type class name of the exception that the user's code threw, else null
 * @param message what failed and why, in one or a few sentences
 * @param stack the remote stack trace as text, empty when there is none
 * @param where node, worker and attempt, empty when the task never reached a worker
 * @param exitCode of a shell command, else 0
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record Failure(Kind kind, @Nullable String type, String message, String stack, String where, int exitCode) {

    /** What went wrong; each kind becomes one exception class for the user. */
    public enum Kind {
        /** The app's own code threw. */
        EXCEPTION,
        /** A shell command ended with another exit code than zero. */
        SHELL_EXIT,
        /** A shell app's function returned null or an empty command line. */
        NO_COMMAND,
        /** A file named as input was not there at the start. */
        MISSING_INPUTS,
        /** A file named as output was not there at the end. */
        MISSING_OUTPUTS,
        /** Standard output or error could not be opened. */
        STREAM,
        /** The task ran longer than its walltime and was stopped. */
        WALLTIME,
        /** The worker has no such class or method. */
        APP_NOT_FOUND,
        /** A value could not be turned into bytes, or bytes into a value. */
        CODEC,
        /** A value is over the configured limit. */
        TOO_LARGE,
        /** The task asks for more than any manager has. */
        DEMAND,
        /** The node manager that held the task was lost, too often. */
        MANAGER_LOST,
        /** The worker that ran the task was lost, too often. */
        WORKER_LOST,
        /** The executor cannot run anything: its blocks fail, or it was shut down. */
        EXECUTOR_FAILED,
        /** The task was cancelled before it started, or given back by its manager. */
        CANCELLED
    }

    public static Failure of(Kind kind, String message) {
        return new Failure(kind, null, message, "", "", 0);
    }

    public Failure at(String newWhere) {
        return new Failure(kind, type, message, stack, newWhere, exitCode);
    }
}
