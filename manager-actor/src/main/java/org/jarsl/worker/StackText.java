package org.jarsl.worker;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A throwable as text. Unlike {@link Throwable#printStackTrace()} it ends at the user's own method, is bounded, and
 * survives exceptions whose methods throw. Not thread-safe; made for one throwable.
 */
final class StackText {
    /** Most characters of a stack. */
    static final int MAX_STACK = 32 * 1024;

    /** Most characters of a message. */
    static final int MAX_MESSAGE = 4 * 1024;

    /** Most frames of one throwable, so that an endless recursion leaves room for its cause. */
    private static final int MAX_FRAMES = 100;

    private static final String CALLER = FunctionTable.Function.class.getName();
    private static final String NO_MESSAGE = "(no message)";

    private final StringBuilder text = new StringBuilder();
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private StackText() {}

    static String of(Throwable thrown) {
        StackText stack = new StackText();
        stack.append("", "", thrown);
        return cut(stack.text.toString(), MAX_STACK);
    }

    /** The throwable's message, or words to say that it has none. */
    static String message(Throwable thrown) {
        String message = attempt(thrown::getLocalizedMessage, "(its getMessage() threw an exception)");
        return message == null ? NO_MESSAGE : cut(message, MAX_MESSAGE);
    }

    private static String cut(String text, int limit) {
        String end = "... (cut)";
        return text.length() <= limit ? text : text.substring(0, limit - end.length()) + end;
    }

    private void append(String indent, String title, Throwable thrown) {
        text.append(indent).append(title).append(thrown.getClass().getName());
        String message = message(thrown);
        if (!message.equals(NO_MESSAGE)) {
            text.append(": ").append(message);
        }
        text.append('\n');
        if (!seen.add(thrown)) {
            text.append(indent).append("\t(see above)\n");
            return;
        }
        appendFrames(indent, thrown);
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (text.length() < MAX_STACK) {
                append(indent + "\t", "Suppressed: ", suppressed);
            }
        }
        Throwable cause = attempt(thrown::getCause, null);
        if (cause != null && text.length() < MAX_STACK) {
            append(indent, "Caused by: ", cause);
        }
    }

    private void appendFrames(String indent, Throwable thrown) {
        StackTraceElement[] frames = attempt(thrown::getStackTrace, null);
        if (frames == null) {
            return;
        }
        int end = usersFrames(frames);
        for (int i = 0; i < Math.min(end, MAX_FRAMES); i++) {
            text.append(indent).append("\tat ").append(frames[i]).append('\n');
        }
        if (end > MAX_FRAMES) {
            text.append(indent).append("\t... ").append(end - MAX_FRAMES).append(" more\n");
        }
    }

    /** How many frames stand above the call of the user's method. */
    private static int usersFrames(StackTraceElement[] frames) {
        for (int i = 0; i < frames.length; i++) {
            if (frames[i].getClassName().equals(CALLER)) {
                int end = i;
                while (end > 0 && frames[end - 1].getClassName().startsWith("java.lang.invoke.")) {
                    end--;
                }
                return end;
            }
        }
        return frames.length;
    }

    private static <T> @Nullable T attempt(Supplier<? extends @Nullable T> users, @Nullable T otherwise) {
        try {
            return users.get();
        } catch (Throwable t) {
            return otherwise;
        }
    }
}
