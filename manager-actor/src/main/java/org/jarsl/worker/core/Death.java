package org.jarsl.worker.core;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jarsl.worker.Signals;

/**
 * How a worker's JVM ended.
 *
 * @param exit whether it was told to, by System.exit or Runtime.halt, and not ended by a signal or for lack of memory
 * @param how such as {@code ended with exit code 3}
 * @param lastWords {@code ; standard error ends with: ...}, or empty
 */
public record Death(boolean exit, String how, String lastWords) {
    private static final Pattern CRASH = Pattern.compile("(?m)^#\\s+SIG([A-Z]+) \\(0x");
    private static final Pattern NO_MEMORY =
            Pattern.compile("(?m)^Terminating due to java.lang.OutOfMemoryError: (.*)$");
    private static final int EXIT_ON_NO_MEMORY = 3;

    /**
     * Reads what the JVM has left.
     *
     * @param exitCode 128 more than its number for a signal
     * @param errors the end of its standard error
     * @param maxHeapBytes of its heap; 0 when it has not said
     * @param report what it wrote to its error file; empty when it has not crashed
     */
    public static Death of(int exitCode, String errors, long maxHeapBytes, String report) {
        String tail = errors.strip();
        String lastWords = tail.isEmpty() ? "" : "; standard error ends with:\n" + tail;
        if (!report.isEmpty()) {
            Matcher crash = CRASH.matcher(report);
            return new Death(false, crash.find() ? "was ended by signal " + crash.group(1) : "crashed", lastWords);
        }
        Matcher memory = NO_MEMORY.matcher(tail);
        if (exitCode == EXIT_ON_NO_MEMORY && memory.find()) {
            String how = "ran out of memory (" + memory.group(1) + "; its heap has at most " + (maxHeapBytes >> 20)
                    + " MiB, see worker-jvm-options)";
            return new Death(false, how, lastWords);
        }
        String signal = Signals.name(exitCode);
        return signal == null
                ? new Death(true, "ended with exit code " + exitCode, lastWords)
                : new Death(false, "was ended by signal " + signal, lastWords);
    }

    public static Death notStarted(String why) {
        return new Death(false, "could not be started: " + why, "");
    }
}
