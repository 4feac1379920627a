package org.jarsl.dfk;

import java.lang.reflect.Constructor;
import java.util.ArrayDeque;
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
    /** Most characters of what is said of a failure in another one's message or in the log. */
    private static final int MAX_HEADLINE = 8 * 1024;

    private Failures() {}

    /** Only for whoever asks for it, on his thread: the constructor of the user's exception may run. */
    static AppException of(long taskId, String app, Outcome outcome) {
        return outcome instanceof Outcome.Inherited inherited
                ? inherited(named(taskId, app), inherited)
                : of(named(taskId, app), outcome);
    }

    static AppException undecodable(Task task, CodecException e) {
        return new ValueException(named(task.id(), task.app()) + " ended well, but its " + e.getMessage(), e);
    }

    /** Of what was thrown where no worker catches it; calls no code of the user's that may throw again. */
    static Outcome.Failed thrown(String before, Throwable thrown, String after) {
        String message = cut(before + words(thrown) + after);
        return new Outcome.Failed(
                new Failure(Failure.Kind.EXCEPTION, thrown.getClass().getName(), message, "", "", 0), thrown);
    }

    private static String words(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (Throwable t) {
            return thrown.getClass().getName() + " (its toString() threw an exception)";
        }
    }

    /** What happened, in bounded words and time, however long the chain to the origin is; builds no exception. */
    static String headline(long taskId, String app, Outcome outcome) {
        String task = named(taskId, app);
        return outcome instanceof Outcome.Inherited inherited
                ? cut(task + because(inherited, "") + origin(inherited) + " failed")
                : headline(task, outcome);
    }

    private static String headline(String task, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return cut(message(task, failed.failure()));
        } else if (outcome instanceof Outcome.Cancelled cancelled) {
            return cut(cancelled.reason());
        }
        throw new IllegalArgumentException(task + " has not failed");
    }

    private static String named(long taskId, String app) {
        return "task " + taskId + " (" + app + ")";
    }

    private static String message(String task, Failure failure) {
        String where = failure.where().isEmpty() ? "" : " on " + failure.where();
        return task + " failed" + where + ": " + failure.message();
    }

    private static String because(Outcome.Inherited inherited, String path) {
        return inherited instanceof Outcome.JoinFailed
                ? ": what the join app returned has failed" + path + ": "
                : " did not start" + path + " because ";
    }

    private static String origin(Outcome.Inherited last) {
        if (last.from() != Outcome.OUTSIDE) {
            return "task " + last.from();
        }
        return last instanceof Outcome.JoinFailed ? "what it returned" : "a future from outside";
    }

    private static String cut(String text) {
        return text.length() <= MAX_HEADLINE ? text : text.substring(0, MAX_HEADLINE) + "... (cut)";
    }

    /** Follows the chain in a loop: it can be as long as the graph is deep. */
    private static AppException inherited(String task, Outcome.Inherited first) {
        ArrayDeque<Long> ids = new ArrayDeque<>();
        Outcome.Inherited last = first;
        long length = 0;
        for (Outcome link = first; link instanceof Outcome.Inherited inherited; link = inherited.cause()) {
            last = inherited;
            length++;
            ids.add(inherited.from());
            if (ids.size() > MAX_CHAIN) {
                ids.remove();
            }
        }
        List<Long> chain = List.copyOf(ids);
        AppException root = of(origin(last), last.cause());
        String path = length < 2
                ? ""
                : " (through " + (length - 1) + " other task" + (length == 2 ? "" : "s") + ": "
                        + chain.subList(0, (int) Math.min(chain.size() - 1L, SHOWN_CHAIN))
                        + (length > SHOWN_CHAIN + 1 ? "..." : "") + ")";
        String message = task + because(first, path) + headline(origin(last), last.cause());
        return first instanceof Outcome.JoinFailed
                ? new JoinException(message, root)
                : new DependencyException(message, chain, root);
    }

    private static AppException of(String task, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return of(task, failed.failure(), failed.thrown());
        } else if (outcome instanceof Outcome.Cancelled cancelled) {
            return new TaskCancelledException(cancelled.reason(), null);
        }
        throw new IllegalArgumentException(task + " has not failed");
    }

    private static AppException of(String task, Failure failure, @Nullable Throwable thrown) {
        String message = message(task, failure);
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
            Class<?> found = Class.forName(type, false, loader);
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
