package org.jarsl.provider;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jarsl.process.ProcessGroup;

/**
 * A script that runs as a process of this machine, with all that it starts. In contrast to {@link Process} it has ended
 * only when its process group is gone too. Thread-safe.
 */
final class LocalJob {
    private static final int SIGNALLED = 128;
    private static final Duration AFTER_KILL = Duration.ofSeconds(1);

    private final ProcessGroup group;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile boolean cancelled;

    private LocalJob(ProcessGroup group) {
        this.group = group;
    }

    static LocalJob start(JobRequest request, boolean ownGroup) throws IOException {
        ProcessBuilder builder = new ProcessBuilder()
                .redirectInput(new File("/dev/null"))
                .redirectOutput(request.stdout().toFile())
                .redirectError(request.stderr().toFile());
        List<String> command = List.of("/bin/bash", request.script().toString());
        return watched(ProcessGroup.start(builder, command, ownGroup, request.name()));
    }

    /** The job of this name that an earlier head has started, if it has not ended. */
    static Optional<LocalJob> find(String name) {
        return ProcessGroup.find(name).map(LocalJob::watched);
    }

    private static LocalJob watched(ProcessGroup group) {
        LocalJob job = new LocalJob(group);
        // Not Process.onExit: it needs a thread of the common pool, and those may all be at work for the user.
        Thread watcher = new Thread(job::watch, "local-job-" + job.id());
        watcher.setDaemon(true);
        watcher.start();
        return job;
    }

    private void watch() {
        try {
            group.awaitLeader();
            if (cancelled) {
                // Those who are left have their grace.
                stopped.join();
            } else {
                group.killRest();
            }
        } finally {
            ended.complete(null);
        }
    }

    String id() {
        return Long.toString(group.pid());
    }

    JobStatus status() {
        if (!ended.isDone()) {
            return JobStatus.of(JobState.RUNNING);
        }
        if (!group.isOfThisJvm()) {
            return JobStatus.of(cancelled ? JobState.CANCELLED : JobState.COMPLETED);
        }
        int code = group.process().exitValue();
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
            ProcessGroup.stop(running.stream().map(job -> job.group).toList(), grace);
        } finally {
            running.forEach(job -> job.stopped.complete(null));
        }
        CompletableFuture.allOf(running.stream().map(job -> job.ended).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, AFTER_KILL.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
