package org.jarsl.worker;

import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jarsl.codec.CodecException;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.AppKind;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.Failure.Kind;
import org.jspecify.annotations.Nullable;

/** The steps of one attempt, from its arguments to its result, on the worker's thread. Thread-safe. */
final class TaskRunner {
    private static final int MAX_FILES_NAMED = 10;

    /** Made before memory runs out, so that even then a task ends. */
    private static final Failure NO_MEMORY =
            Failure.of(Kind.EXCEPTION, "the memory of the worker's JVM ran out while it handled the task");

    private final FunctionTable functions;
    private final ResultForm form;
    private final Path scratchDirectory;
    private final Duration killGrace;

    TaskRunner(FunctionTable functions, ResultForm form, Path scratchDirectory, Duration killGrace) {
        this.functions = functions;
        this.form = form;
        this.scratchDirectory = scratchDirectory;
        this.killGrace = killGrace;
    }

    /** What a shell command adds to the environment that the process inherited; asked for only when there is one. */
    interface Variables {
        Map<String, String> get();
    }

    @Nullable
    Object run(Attempt attempt, Variables variables, WorkerShell shell) throws FailedAttempt {
        Work work = attempt.work();
        AppDescriptor app = work.app();
        requireFiles(
                Kind.MISSING_INPUTS,
                "needs files that are not there: ",
                app,
                work.options().inputs());
        FunctionTable.Function function = find(app);
        Object value;
        Type type;
        if (app.kind() == AppKind.SHELL) {
            shell(attempt, function, variables, shell);
            value = 0;
            type = Integer.class;
        } else {
            value = invoke(function, arguments(work, function));
            type = function.returnType();
        }
        requireFiles(
                Kind.MISSING_OUTPUTS,
                "did not make its output files: ",
                app,
                work.options().outputs());
        return result(app, value, type);
    }

    private void shell(Attempt attempt, FunctionTable.Function function, Variables variables, WorkerShell shell)
            throws FailedAttempt {
        Work work = attempt.work();
        AppDescriptor app = work.app();
        try (ShellCommand command = ShellCommand.prepare(work, scratchDirectory)) {
            Object line = invoke(function, arguments(work, function));
            if (!(line instanceof String text) || text.isBlank()) {
                String returned = line == null
                        ? "null"
                        : line instanceof String
                                ? "an empty string"
                                : "a value of " + line.getClass().getTypeName();
                throw new FailedAttempt(
                        Kind.NO_COMMAND,
                        "app `" + app.name() + "` returned " + returned + " instead of a command line");
            }
            // The function may have set the flag itself; only a real stop may end the command.
            boolean unused = Thread.interrupted();
            if (attempt.stopped()) {
                throw new InterruptedException();
            }
            command.run(text, variables.get(), shell, killGrace);
        } catch (InterruptedException e) {
            throw new FailedAttempt(exception(e), e);
        }
    }

    private FunctionTable.Function find(AppDescriptor app) throws FailedAttempt {
        try {
            return functions.find(app);
        } catch (FunctionNotFoundException e) {
            throw new FailedAttempt(
                    Failure.of(Kind.APP_NOT_FOUND, "app `" + app.name() + "` cannot run: " + e.getMessage()), e);
        }
    }

    private static @Nullable Object[] arguments(Work work, FunctionTable.Function function) throws FailedAttempt {
        String app = "app `" + work.app().name() + "`";
        try {
            return work.arguments().decode(function.parameterTypes());
        } catch (CodecException e) {
            String message = StackText.message(e);
            String named = message.replaceFirst("^(argument \\d+) ", "$1 of " + quoted(app) + " ");
            throw codec(named.equals(message) ? "arguments of " + app + ": " + message : named, e);
        } catch (Throwable t) {
            // Constructors of the user's classes run while values are decoded.
            throw codec(
                    "arguments of " + app + " cannot be decoded: "
                            + t.getClass().getName() + ": " + StackText.message(t),
                    t);
        }
    }

    private @Nullable Object result(AppDescriptor app, @Nullable Object value, Type type) throws FailedAttempt {
        String what = "result of app `" + app.name() + "`";
        try {
            return form.form(value, type);
        } catch (CodecException e) {
            throw codec(what + ": " + StackText.message(e), e);
        } catch (Throwable t) {
            throw codec(what + " cannot be encoded: " + t.getClass().getName() + ": " + StackText.message(t), t);
        }
    }

    private static @Nullable Object invoke(FunctionTable.Function function, @Nullable Object[] arguments)
            throws FailedAttempt {
        try {
            return function.invoke(arguments);
        } catch (Throwable t) {
            throw new FailedAttempt(exception(t), t);
        }
    }

    /** The failure for what the user's code threw. */
    static Failure exception(Throwable thrown) {
        String message = StackText.message(thrown);
        if (thrown instanceof ExceptionInInitializerError error && error.getCause() != null) {
            Throwable cause = error.getCause();
            message = "a static initialiser threw " + cause.getClass().getName() + ": " + StackText.message(cause);
        }
        return new Failure(Kind.EXCEPTION, thrown.getClass().getName(), message, StackText.of(thrown), "", 0);
    }

    /** As {@link #exception}, also where there is no memory for that. */
    static Failure failure(Throwable thrown) {
        try {
            return exception(thrown);
        } catch (Throwable again) {
            return NO_MEMORY;
        }
    }

    private static FailedAttempt codec(String message, Throwable cause) {
        return new FailedAttempt(Failure.of(Kind.CODEC, message), cause);
    }

    private static String quoted(String text) {
        return java.util.regex.Matcher.quoteReplacement(text);
    }

    private static void requireFiles(Kind kind, String what, AppDescriptor app, List<String> paths)
            throws FailedAttempt {
        if (paths.isEmpty()) {
            return;
        }
        List<String> missing = paths.stream().filter(path -> !exists(path)).toList();
        if (missing.isEmpty()) {
            return;
        }
        String named = String.join(", ", missing.subList(0, Math.min(missing.size(), MAX_FILES_NAMED)));
        String more = missing.size() > MAX_FILES_NAMED ? " and " + (missing.size() - MAX_FILES_NAMED) + " more" : "";
        throw new FailedAttempt(kind, "app `" + app.name() + "` " + what + named + more);
    }

    private static boolean exists(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
