package org.jarsl.process;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The command of another JVM that is like this one: of the same Java, with the same class path and archive of classes. */
public final class JavaCommand {
    /** From this version on, Java warns of what Pekko does with sun.misc.Unsafe, into what users see of a block. */
    private static final int JAVA_THAT_WARNS = 24;

    /** A JVM that cannot use the archive goes on without it, if it is not made to. */
    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    /**
     * While the second compiler has work waiting, the first makes code that does not count for it, and so is a third
     * faster: a tenth of the time to the first result on two cores. And the second compiler takes what was called three
     * times as often as by default, for on few cores it keeps what is compiled from running: another tenth.
     */
    private static final List<String> QUICK_START = List.of(
            "-XX:Tier3DelayOn=0",
            "-XX:Tier4InvocationThreshold=15000",
            "-XX:Tier4MinInvocationThreshold=1800",
            "-XX:Tier4CompileThreshold=45000");

    /** The JVM updates the counters that others may read of it each second, and not twenty times. */
    private static final String QUIET = "-XX:PerfDataSamplingInterval=1000";

    private JavaCommand() {}

    /** The command without the main class's arguments. {@code options} come last, so theirs hold. */
    public static List<String> of(List<String> options, String mainClass) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= JAVA_THAT_WARNS) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith(ARCHIVE))
                .forEach(command::add);
        command.addAll(QUICK_START);
        command.add(QUIET);
        command.addAll(options);
        command.add("-cp");
        command.add(classPath());
        command.add(mainClass);
        return command;
    }

    /** Absolute, since the other JVM may start in another directory. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.endsWith("*")
                        ? Path.of(entry.substring(0, entry.length() - 1)).toAbsolutePath() + File.separator + "*"
                        : Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
