package org.jarsl.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pins threads to CPUs with Linux' {@code taskset}, for Java has no call for it. Processes that the thread starts
 * inherit the CPUs. Where it does not work, one warning is logged and the thread runs where it likes. Thread-safe.
 */
final class CpuAffinity {
    private static final Logger log = LoggerFactory.getLogger(CpuAffinity.class);
    private static final int PATIENCE_SECONDS = 10;

    private final AtomicBoolean warned = new AtomicBoolean();

    /** Pins the calling thread to CPUs as {@code taskset -c} names them, such as {@code 0-3,8}. */
    void pin(String cpus) {
        try {
            // PID/task/TID
            String thread = Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString();
            Process taskset = new ProcessBuilder("taskset", "-pc", cpus, thread)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!taskset.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || taskset.exitValue() != 0) {
                warn(cpus, "taskset failed; are these CPUs in the job's allocation?");
            }
        } catch (IOException | UnsupportedOperationException e) {
            warn(cpus, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void warn(String cpus, String why) {
        if (!warned.getAndSet(true)) {
            log.warn(
                    "workers are not pinned: {} to CPUs {}: {}",
                    Thread.currentThread().getName(),
                    cpus,
                    why);
        }
    }
}
