package org.jarsl.worker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process that can be stopped with all that it started. {@link Process#destroy} ends one process only and leaves its
 * children to run; here the process leads a process group of its own, made by {@code setsid}, and signals go to the
 * group. Where there is no {@code setsid} (macOS) its known descendants are stopped instead. Not thread-safe.
 */
final class ProcessGroup {
    private static final @Nullable String SETSID = Stream.of("/usr/bin/setsid", "/bin/setsid")
            .filter(path -> Files.isExecutable(Path.of(path)))
            .findFirst()
            .orElse(null);

    /**
     * TERM, wait until nobody is left or the grace is over, KILL, wait a little. {@code $1} is the group, {@code $2} the
     * grace in steps of 50 ms. The group has no other name than its leader's pid, and does not exist in the instant
     * before setsid has made it.
     */
    private static final String STOP = """
            send() { kill -s "$1" -- "-$2" || kill -s "$1" "$2"; } 2>/dev/null
            gone() {
              for ((i = 0; i < $2; i++)); do
                send 0 "$1" || return 0
                sleep 0.05
              done
              return 1
            }
            send TERM "$1"
            gone "$1" "$2" && exit
            send KILL "$1"
            gone "$1" 20
            """;

    private static final int STEP_MILLIS = 50;
    private static final Duration AFTER_KILL = Duration.ofSeconds(1);

    private final Process process;

    private ProcessGroup(Process process) {
        this.process = process;
    }

    /** Starts {@code /bin/bash -c commandLine} with all else as {@code builder} says. */
    static ProcessGroup start(ProcessBuilder builder, String commandLine) throws IOException {
        List<String> bash = List.of("/bin/bash", "-c", commandLine);
        builder.command(
                SETSID == null
                        ? bash
                        : Stream.concat(Stream.of(SETSID), bash.stream()).toList());
        return new ProcessGroup(builder.start());
    }

    /** The exit code of the leader; what it left running in the background is not waited for. */
    int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /** Stops all of the group: TERM, after {@code grace} KILL. Returns when it is gone; not interruptible, but bounded. */
    void stop(Duration grace) {
        Duration bound = grace.plus(AFTER_KILL).plus(AFTER_KILL);
        if (SETSID == null || !stopGroup(grace, bound)) {
            stopDescendants(grace);
        }
        boolean unused = await(process, AFTER_KILL);
    }

    private boolean stopGroup(Duration grace, Duration bound) {
        String pid = Long.toString(process.pid());
        String steps = Long.toString(grace.toMillis() / STEP_MILLIS);
        try {
            Process stopper = new ProcessBuilder("/bin/bash", "-c", STOP, "stop", pid, steps)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return await(stopper, bound);
        } catch (IOException e) {
            return false; // no memory for another process, for example
        }
    }

    private void stopDescendants(Duration grace) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        long end = System.nanoTime() + grace.toNanos();
        boolean interrupted = false;
        while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        Stream.concat(process.descendants(), all.stream()).forEach(ProcessHandle::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean await(Process process, Duration bound) {
        long end = System.nanoTime() + bound.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
