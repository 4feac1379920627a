package org.jarsl.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jarsl.JournalConfig;
import org.jarsl.process.JavaCommand;

/** The JVM of an interchange of its own. It has an end of this process's as its standard input, and ends with it. */
final class InterchangeProcess {
    private final Process process;

    private InterchangeProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param link to which it says {@link org.jarsl.interchange.InterchangeHost.Hello}
     * @param number of this process, from 1
     * @param onEnd is told how it has ended, on a thread of its own
     */
    static InterchangeProcess start(Head head, Path logDirectory, String link, int number, Consumer<String> onEnd)
            throws IOException {
        Files.createDirectories(logDirectory);
        List<String> command = JavaCommand.of(
                List.of("-Djarsl.log.level=" + head.config().logLevel()), "org.jarsl.interchange.InterchangeMain");
        command.add("head=" + head.address());
        command.add("link=" + link);
        command.add("process=" + number);
        command.add("run-directory=" + head.runDirectory());
        command.add("log-directory=" + logDirectory);
        command.add("transport=" + head.config().head().transport());
        command.add("resumable=" + (head.config().journal().mode() != JournalConfig.Mode.OFF));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        logDirectory.resolve("interchange.out").toFile()))
                .start();
        // Not Process.onExit: it needs a thread of the common pool, and those may all be at work for the user.
        Thread watcher = new Thread(
                () -> {
                    int code = exitCode(process);
                    onEnd.accept("it ended with exit code " + code);
                },
                "interchange-watch-" + number);
        watcher.setDaemon(true);
        watcher.start();
        return new InterchangeProcess(process);
    }

    private static int exitCode(Process process) {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                // Nobody interrupts this thread on purpose, and its process must be watched.
            }
        }
    }

    long pid() {
        return process.pid();
    }

    void kill() {
        process.destroyForcibly();
    }
}
