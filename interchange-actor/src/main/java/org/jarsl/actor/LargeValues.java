package org.jarsl.actor;

import java.util.Arrays;
import org.jarsl.protocol.AppDescriptor;
import org.jarsl.protocol.FunctionId;
import org.jarsl.protocol.TaskEnvelope;
import org.jarsl.protocol.TaskOptions;
import org.jarsl.protocol.TaskResult;
import org.jarsl.protocol.ValueMessage;
import org.jspecify.annotations.Nullable;

/**
 * What travels inside a message and what beside it. Artery drops a frame over its limit with no more than a log line,
 * so a batch is cut at {@link #MAX_BATCH_BYTES} and a value over {@link #MAX_INLINE_BYTES} is pulled by its receiver:
 * together they stay below the frame size of 256 KiB, envelope included.
 */
public final class LargeValues {
    public static final int MAX_INLINE_BYTES = 128 * 1024;
    /** Classes that are sent with an app go beside the values of its first task. */
    public static final int MAX_CLASSES_BYTES = 96 * 1024;

    public static final int MAX_BATCH_BYTES = 64 * 1024;
    /** Options of a task over this size (a large environment, long file lists) are refused when the app is called. */
    public static final int MAX_OPTIONS_BYTES = 16 * 1024;

    private static final int ENVELOPE_BYTES = 64;

    private LargeValues() {}

    /** An upper estimate of what the task adds to a message. */
    public static int sizeOf(TaskEnvelope task) {
        TaskOptions options = task.options();
        return ENVELOPE_BYTES + task.arguments().length + (options == null ? 0 : sizeOf(options));
    }

    /** An upper estimate of what the result adds to a message. */
    public static int sizeOf(TaskResult result) {
        int failure = result.failure() == null
                ? 0
                : 3
                        * (result.failure().stack().length()
                                + result.failure().message().length());
        return ENVELOPE_BYTES + result.value().length + failure;
    }

    /** An upper estimate of the options' size on the wire; a character takes up to three bytes. */
    public static int sizeOf(TaskOptions options) {
        int characters = length(options.workingDirectory());
        characters += options.stdout() == null ? 0 : length(options.stdout().path());
        characters += options.stderr() == null ? 0 : length(options.stderr().path());
        for (var entry : options.environment().entrySet()) {
            characters += entry.getKey().length() + entry.getValue().length();
        }
        for (String path : options.inputs()) {
            characters += path.length();
        }
        for (String path : options.outputs()) {
            characters += path.length();
        }
        return ENVELOPE_BYTES + 3 * characters;
    }

    /** An upper estimate of what the app adds to the first message that names it. */
    public static int sizeOf(AppDescriptor app) {
        FunctionId function = app.function();
        return ENVELOPE_BYTES
                + (app.classes() == null ? 0 : app.classes().length)
                + 3
                        * (app.name().length()
                                + function.owner().length()
                                + function.name().length()
                                + function.descriptor().length());
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** Answers a request for a part out of {@code bytes}; with an empty part where there are none. */
    public static void answer(ValueMessage.ReadPart request, byte @Nullable [] bytes) {
        byte[] part = bytes == null
                ? TaskResult.NO_BYTES
                : Arrays.copyOfRange(bytes, request.offset(), request.offset() + request.length());
        request.replyTo().tell(new ValueMessage.ValuePart(request.id(), request.offset(), part));
    }
}
