package org.jarsl.dfk;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import org.jarsl.AppException;
import org.jarsl.AppNotFoundException;
import org.jarsl.BashExitException;
import org.jarsl.BashNoCommandException;
import org.jarsl.DependencyException;
import org.jarsl.ExecutorFailedException;
import org.jarsl.JoinException;
import org.jarsl.ManagerLostException;
import org.jarsl.MissingFilesException;
import org.jarsl.RemoteException;
import org.jarsl.ResourcesException;
import org.jarsl.StdStreamException;
import org.jarsl.TaskCancelledException;
import org.jarsl.ValueException;
import org.jarsl.WalltimeException;
import org.jarsl.WorkerLostException;
import org.jarsl.codec.CodecException;
import org.jarsl.dfk.core.Outcome;
import org.jarsl.dfk.core.Task;
import org.jarsl.protocol.Failure;
import org.jspecify.annotations.Nullable;

/** Makes the exception that a user sees of how a task ended. */
final class Failures {
    private static final String REMOTE_STACK = "\n  remote stack: ";
    private static final int MAX_CHAIN = 1000;
    private static final int SHOWN_CHAIN = 5;

    private Failures() {}

    static AppException of(long taskId, String app, Outcome outcome) {
        String task = "task " + taskId + " (" + app + ")";
        if (outcome instanceof Outcome.Failed failed) {
            return of(task, failed.failure(), failed.thrown());
        } else if (outcome instanceof Outcome.DependencyFailed dependency) {
            return dependency(task, dependency);
        } else if (outcome instanceof Outcome.JoinFailed join) {
            AppException cause = of(taskId, app, join.cause());
            return new JoinException(task + ": what the join app returned has failed: " + headline(cause), cause);
        } else if (outcome instanceof Outcome.Cancelled cancelled) {
            return new TaskCancelledException(cancelled.reason(), null);
        }
        throw new IllegalArgumentException(task + " has not failed: " + outcome);
    }

    static AppException undecodable(Task task, CodecException e) {
        return new ValueException(
                "task " + task.id() + " (" + task.app() + ") ended well, but its " + e.getMessage(), e);
    }

    /** The message without the remote stack that may follow it. */
    static String headline(AppException failure) {
        String message = String.valueOf(failure.getMessage());
        int end = message.indexOf(REMOTE_STACK);
        return end < 0 ? message : message.substring(0, end);
    }

    /** Follows the chain in a loop: it can be as long as the graph is deep. */
    private static AppException dependency(String task, Outcome.DependencyFailed first) {
        List<Long> chain = new ArrayList<>();
        long length = 0;
        Outcome cause = first;
        long last = first.dependency();
        while (cause instanceof Outcome.DependencyFailed link) {
            last = link.dependency();
            length++;
            if (chain.size() == MAX_CHAIN) {
                chain.remove(0);
            }
            chain.add(last);
            cause = link.cause();
        }
        AppException root = of(last, "its dependency", cause);
        String via = last < 0 ? "a future from outside" : "task " + last;
        String path = length < 2
                ? ""
                : " (through " + (length - 1) + " other task" + (length == 2 ? "" : "s") + ": "
                        + chain.subList(0, (int) Math.min(chain.size() - 1L, SHOWN_CHAIN))
                        + (length > SHOWN_CHAIN + 1 ? "..." : "") + ")";
        return new DependencyException(
                task + " did not start because " + via + " failed" + path + ": " + headline(root), chain, root);
    }

    private static AppException of(String task, Failure failure, @Nullable Throwable thrown) {
        String where = failure.where().isEmpty() ? "" : " on " + failure.where();
        String message = task + " failed" + where + ": " + failure.message();
        return switch (failure.kind()) {
            case EXCEPTION -> remote(message, failure, thrown);
            case SHELL_EXIT -> new BashExitException(message, failure.exitCode());
            case NO_COMMAND -> new BashNoCommandException(message, thrown);
            case MISSING_INPUTS, MISSING_OUTPUTS -> new MissingFilesException(message, thrown);
            case STREAM -> new StdStreamException(message, thrown);
            case WALLTIME -> new WalltimeException(message, thrown);
            case APP_NOT_FOUND -> new AppNotFoundException(message, thrown);
            case CODEC, TOO_LARGE -> new ValueException(message, thrown);
            case DEMAND -> new ResourcesException(message, thrown);
            case MANAGER_LOST -> new ManagerLostException(message, thrown);
            case WORKER_LOST -> new WorkerLostException(message, thrown);
            case EXECUTOR_FAILED -> new ExecutorFailedException(message, thrown);
            case CANCELLED -> new TaskCancelledException(message, thrown);
        };
    }

    private static AppException remote(String message, Failure failure, @Nullable Throwable thrown) {
        String type = failure.type() == null ? "unknown" : failure.type();
        String text = failure.stack().isEmpty() ? message : message + REMOTE_STACK + failure.stack();
        return new RemoteException(text, type, failure.stack(), thrown != null ? thrown : rebuilt(type, failure));
    }

    /** The user's exception, if it can be had without running more than a constructor that takes a message. */
    private static @Nullable Throwable rebuilt(String type, Failure failure) {
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            Class<?> found = Class.forName(type, true, loader);
            if (!Throwable.class.isAssignableFrom(found)) {
                return null;
            }
            Constructor<?> constructor = found.getConstructor(String.class);
            return (Throwable) constructor.newInstance(failure.message());
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            // Its type, message and stack are in the RemoteException; the object itself is a comfort, not a need.
            return null;
        }
    }
}
