package org.jarsl.provider;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * This machine as a scheduler: a job is a process that starts at once, in a session of its own where the system has
 * {@code setsid}, so that all of it can be ended. The end of a job is known at once.
 */
public final class LocalProvider implements Provider {
    private static final Duration STATUS_PERIOD = Duration.ofSeconds(5);
    private static final long GRACE_MILLIS = 3_000;
    private static final int SIGNALLED = 128;
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private record Job(Process process, boolean ownGroup) {}

    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    @Override
    public String submit(JobRequest request) throws ProviderException {
        List<String> command = new ArrayList<>();
        boolean ownGroup = Files.isExecutable(SETSID);
        if (ownGroup) {
            command.add(SETSID.toString());
        }
        command.add("/bin/bash");
        command.add(request.script().toString());
        try {
            Process process = new ProcessBuilder(command)
                    .directory(request.script().resolveSibling(".").toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(request.stdout().toFile())
                    .redirectError(request.stderr().toFile())
                    .start();
            String id = Long.toString(process.pid());
            jobs.put(id, new Job(process, ownGroup));
            process.onExit().thenRun(() -> listeners.forEach(Runnable::run));
            return id;
        } catch (IOException e) {
            throw new ProviderException("cannot start " + String.join(" ", command) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Map<String, JobStatus> status(Collection<String> jobIds) {
        Map<String, JobStatus> states = new HashMap<>();
        for (String id : jobIds) {
            Job job = jobs.get(id);
            if (job != null) {
                states.put(id, status(job.process()));
            }
        }
        return states;
    }

    private static JobStatus status(Process process) {
        if (process.isAlive()) {
            return JobStatus.of(JobState.RUNNING);
        }
        int code = process.exitValue();
        String reason = code > SIGNALLED ? "ended by signal " + (code - SIGNALLED) : "";
        return new JobStatus(code == 0 ? JobState.COMPLETED : JobState.FAILED, OptionalInt.of(code), reason);
    }

    /** TERM to each job's processes, then KILL to those that are still there after a grace of 3 seconds. */
    @Override
    public void cancel(Collection<String> jobIds) {
        List<Job> ending =
                jobIds.stream().filter(jobs::containsKey).map(jobs::get).toList();
        ending.forEach(job -> signal(job, "TERM"));
        long deadline = System.nanoTime() + GRACE_MILLIS * 1_000_000;
        for (Job job : ending) {
            try {
                long left = Math.max(0, deadline - System.nanoTime());
                job.process().waitFor(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            signal(job, "KILL");
        }
    }

    private static void signal(Job job, String signal) {
        if (job.ownGroup()) {
            // The group can outlive its leader; a signal to one that is gone does nothing.
            try {
                Process kill = new ProcessBuilder(
                                "/bin/kill",
                                "-" + signal,
                                "--",
                                "-" + job.process().pid())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                kill.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (IOException e) {
                job.process().destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        List<ProcessHandle> family = new ArrayList<>(job.process().descendants().toList());
        family.add(job.process().toHandle());
        family.forEach(signal.equals("KILL") ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
    }

    @Override
    public Duration statusPeriod() {
        return STATUS_PERIOD;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        cancel(List.copyOf(jobs.keySet()));
    }
}
