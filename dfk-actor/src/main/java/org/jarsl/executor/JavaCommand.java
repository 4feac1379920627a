package org.jarsl.executor;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jarsl.Config.LogLevel;

/** The beginning of a command that starts another JVM, with the head's own Java and class path. */
final class JavaCommand {
    /** From this version on, Java warns of what Pekko does with sun.misc.Unsafe, into what users see of a block. */
    private static final int JAVA_THAT_WARNS = 24;

    private JavaCommand() {}

    /** To which the main class's arguments are to be added. */
    static List<String> of(List<String> jvmOptions, LogLevel logLevel, String mainClass) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= JAVA_THAT_WARNS) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(jvmOptions);
        command.add("-Djarsl.log.level=" + logLevel);
        command.add("-cp");
        command.add(classPath());
        command.add(mainClass);
        return command;
    }

    /** Absolute, since a block starts in a directory of its own. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.endsWith("*")
                        ? Path.of(entry.substring(0, entry.length() - 1)).toAbsolutePath() + File.separator + "*"
                        : Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
