package org.jarsl.provider;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A script that runs as a process of this machine, with all that it starts. In contrast to {@link Process} it has ended
 * only when its process group is gone too. Thread-safe.
 */
final class LocalJob {
    static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final int SIGNALLED = 128;
    private static final int STEP_MILLIS = 50;
    private static final Duration AFTER_KILL = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    /**
     * What both scripts below need. A process group has no other name than its leader's pid. Zombies do not count, for a
     * container may have nobody who reaps orphans.
     */
    private static final String FUNCTIONS = """
            send() {
              local sent=1
              for group in "${groups[@]}"; do
                kill -s "$1" -- "-$group" && sent=0
              done
              return $sent
            }
            somebody() {
              send 0 || return 1
              command -v ps || return 0
              while read -r group state; do
                [[ $state != Z* && " ${groups[*]} " == *" $group "* ]] && return 0
              done < <(ps -A -o pgid= -o stat=)
              return 1
            }
            wait_for_all() {
              for ((i = 0; i < $1; i++)); do
                somebody || exit 0
                sleep 0.05
              done
            }
            """;

    /**
     * TERM to all groups, wait until nobody is left or the grace is over, KILL, wait a little. {@code $1} is the grace in
     * steps of 50 ms, the rest are the groups. In the instant before setsid has made a group there is only its leader.
     * Ctrl-C goes to this script too, and must not keep it from its work.
     */
    private static final String STOP = FUNCTIONS + """
            trap '' INT TERM HUP
            steps=$1
            shift
            groups=("$@")
            send TERM
            for leader in "$@"; do
              kill -s 0 -- "-$leader" || kill -s TERM "$leader"
            done
            wait_for_all "$steps"
            send KILL
            wait_for_all 20
            """;

    private static final String KILL_REST = FUNCTIONS + """
            groups=("$1")
            send KILL
            wait_for_all 20
            """;

    private final Process process;
    private final boolean ownSession;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile boolean cancelled;

    private LocalJob(Process process, boolean ownSession) {
        this.process = process;
        this.ownSession = ownSession;
    }

    static LocalJob start(JobRequest request, boolean ownSession) throws IOException {
        List<String> command = new ArrayList<>(ownSession ? List.of(SETSID.toString()) : List.of());
        command.addAll(List.of("/bin/bash", request.script().toString()));
        Process process = new ProcessBuilder(command)
                .directory(request.script().resolveSibling("").toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(request.stdout().toFile())
                .redirectError(request.stderr().toFile())
                .start();
        LocalJob job = new LocalJob(process, ownSession);
        // Not Process.onExit: it needs a thread of the common pool, and those may all be at work for the user.
        Thread watcher = new Thread(job::watch, "local-job-" + job.id());
        watcher.setDaemon(true);
        watcher.start();
        return job;
    }

    private void watch() {
        try {
            boolean unused = await(process, FOR_EVER);
            if (cancelled) {
                // Those who are left have their grace.
                stopped.join();
            } else if (ownSession) {
                // At once, since the number may become another group's as soon as nobody of this one is left.
                unused = run(AFTER_KILL.multipliedBy(2), "/bin/bash", "-c", KILL_REST, "kill", id());
            }
        } finally {
            ended.complete(null);
        }
    }

    String id() {
        return Long.toString(process.pid());
    }

    JobStatus status() {
        if (!ended.isDone()) {
            return JobStatus.of(JobState.RUNNING);
        }
        int code = process.exitValue();
        String reason = code > SIGNALLED ? "ended by signal " + (code - SIGNALLED) : "";
        JobState state = cancelled ? JobState.CANCELLED : code == 0 ? JobState.COMPLETED : JobState.FAILED;
        return new JobStatus(state, OptionalInt.of(code), reason);
    }

    /** Called when all of the job has ended; at once, if it has. */
    void onEnd(Runnable action) {
        ended.whenComplete((done, thrown) -> action.run());
    }

    /** TERM, after {@code grace} KILL, to those jobs that have not ended; returns when they have, or at a bound. */
    static void stop(Collection<LocalJob> jobs, Duration grace) {
        List<LocalJob> running =
                jobs.stream().filter(job -> !job.ended.isDone()).toList();
        running.forEach(job -> job.cancelled = true);
        try {
            stopGroups(running.stream().filter(job -> job.ownSession).toList(), grace);
            stopDescendants(running.stream().filter(job -> !job.ownSession).toList(), grace);
        } finally {
            running.forEach(job -> job.stopped.complete(null));
        }
        await(running.stream().map(job -> job.ended), AFTER_KILL);
    }

    private static void stopGroups(List<LocalJob> jobs, Duration grace) {
        if (jobs.isEmpty()) {
            return;
        }
        Stream<String> command =
                Stream.of("/bin/bash", "-c", STOP, "stop", Long.toString(grace.toMillis() / STEP_MILLIS));
        Duration bound = grace.plus(AFTER_KILL).plus(AFTER_KILL);
        if (!run(bound, Stream.concat(command, jobs.stream().map(LocalJob::id)).toArray(String[]::new))) {
            stopDescendants(jobs, grace);
        }
    }

    private static void stopDescendants(List<LocalJob> jobs, Duration grace) {
        List<ProcessHandle> family = jobs.stream().flatMap(LocalJob::family).toList();
        family.forEach(ProcessHandle::destroy);
        await(family.stream().map(ProcessHandle::onExit), grace);
        List<ProcessHandle> left = Stream.concat(family.stream(), jobs.stream().flatMap(LocalJob::family))
                .filter(ProcessHandle::isAlive)
                .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        await(left.stream().map(ProcessHandle::onExit), AFTER_KILL);
    }

    private Stream<ProcessHandle> family() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()));
    }

    /** Whether the command ended within the bound; false also when there is no memory to start it, for example. */
    private static boolean run(Duration bound, String... command) {
        try {
            Process helper = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return await(helper, bound);
        } catch (IOException e) {
            return false;
        }
    }

    /** Not interruptible, since the processes must go, but bounded. */
    private static void await(Stream<? extends CompletableFuture<?>> all, Duration bound) {
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, bound.toMillis(), TimeUnit.MILLISECONDS)
                .join();
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
