package org.jarsl.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a worker's JVM is started, and where its socket is. */
final class WorkerCommand {
    /** Linux allows 107 bytes for the path of a socket, macOS 103; the name in the directory needs some. */
    private static final int MAX_DIRECTORY = 80;

    /** From this version on, Java warns of sun.misc.Unsafe, into what users see of a block. */
    private static final int JAVA_THAT_WARNS = 24;

    private WorkerCommand() {}

    /** All but the last arguments. Users' options come last, so theirs hold. */
    static List<String> of(List<String> jvmOptions, Path report) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= JAVA_THAT_WARNS) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        // A JVM without memory is of no use to the next task.
        command.add("-XX:+ExitOnOutOfMemoryError");
        // What the JVM itself says of its end belongs to the failure.
        command.add("-XX:+DisplayVMOutputToStderr");
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-XX:ErrorFile=" + report);
        command.add("-Djarsl.log.level=" + System.getProperty("jarsl.log.level", "INFO"));
        command.add("-Dlogback.configurationFile=jarsl-worker-logback.xml");
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(WorkerMain.class.getName());
        return command;
    }

    /** A new directory that only its owner can enter. */
    static Path socketDirectory() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        boolean fits = temporary.toString().length() <= MAX_DIRECTORY;
        return Files.createTempDirectory(fits ? temporary : Path.of("/tmp"), "jarsl");
    }
}
