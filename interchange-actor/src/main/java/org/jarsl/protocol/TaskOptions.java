package org.jarsl.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks of its worker beyond the call itself.
 *
 * @param walltimeMillis after this time the task is stopped; 0 for no limit
 * @param environment variables added for a shell command, and to what the worker's environment shows a Java app
 * @param workingDirectory absolute path in which a shell command starts; null for the manager's own
 * @param inputs absolute paths that must exist before the task starts
 * @param outputs absolute paths that must exist when it has ended
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record TaskOptions(
        long walltimeMillis,
        Map<String, String> environment,
        @Nullable String workingDirectory,
        @Nullable StreamTarget stdout,
        @Nullable StreamTarget stderr,
        List<String> inputs,
        List<String> outputs) {
    /** Nothing asked for. */
    public static final TaskOptions NONE = new TaskOptions(0, Map.of(), null, null, null, List.of(), List.of());
}
