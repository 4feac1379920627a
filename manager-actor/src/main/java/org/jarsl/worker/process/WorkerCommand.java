package org.jarsl.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jarsl.process.JavaCommand;

/** How a worker's JVM is started, and where its socket is. */
final class WorkerCommand {
    /** Linux allows 107 bytes for the path of a socket, macOS 103; the name in the directory needs some. */
    private static final int MAX_DIRECTORY = 80;

    private WorkerCommand() {}

    /** All but the last arguments. Users' options come last, so theirs hold. */
    static List<String> of(List<String> jvmOptions, Path report) {
        List<String> options = new ArrayList<>();
        // A JVM without memory is of no use to the next task.
        options.add("-XX:+ExitOnOutOfMemoryError");
        // What the JVM itself says of its end belongs to the failure.
        options.add("-XX:+DisplayVMOutputToStderr");
        options.add("-XX:-CreateCoredumpOnCrash");
        options.add("-XX:ErrorFile=" + report);
        options.add("-Djarsl.log.level=" + System.getProperty("jarsl.log.level", "INFO"));
        options.add("-Dlogback.configurationFile=jarsl-worker-logback.xml");
        options.addAll(jvmOptions);
        return JavaCommand.of(options, WorkerMain.class.getName());
    }

    /** A new directory that only its owner can enter. */
    static Path socketDirectory() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        boolean fits = temporary.toString().length() <= MAX_DIRECTORY;
        return Files.createTempDirectory(fits ? temporary : Path.of("/tmp"), "jarsl");
    }
}
