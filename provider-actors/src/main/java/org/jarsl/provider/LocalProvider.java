package org.jarsl.provider;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jarsl.process.ProcessGroup;

/**
 * This machine as a scheduler. In contrast to a real one it has no queue: a job is a process that starts at once, and
 * its end is told at once. Like a real one it ends all that a job has started: the job runs in a session of its own
 * where the system has {@code setsid}, and what its script leaves behind is killed, on Linux also what has made a session
 * of its own. Without {@code setsid} (macOS) only the descendants that a job has at its cancellation are ended with it. A job starts in the working directory of this JVM,
 * as one does where it is submitted.
 *
 * <p>A job's id is the process's. {@link #cancel} and {@link #close} return when the processes are gone, at the latest
 * about 3 seconds after the grace of 3 seconds between TERM and KILL. Thread-safe.
 */
public final class LocalProvider implements Provider {
    private static final Duration STATUS_PERIOD = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Duration grace;
    private final boolean ownGroup;
    private final Map<String, LocalJob> jobs = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private boolean closed;

    public LocalProvider() {
        this(GRACE, ProcessGroup.SUPPORTED);
    }

    LocalProvider(Duration grace, boolean ownGroup) {
        this.grace = grace;
        this.ownGroup = ownGroup;
    }

    @Override
    public String submit(JobRequest request) throws ProviderException {
        return heard(start(request));
    }

    /** In contrast to {@link #submit} also a job of an earlier head, where there is {@code /proc}. */
    @Override
    public synchronized Optional<String> find(String jobName) {
        return LocalJob.find(jobName).map(job -> {
            jobs.put(job.id(), job);
            return heard(job);
        });
    }

    private String heard(LocalJob job) {
        job.onEnd(() -> listeners.forEach(Runnable::run));
        return job.id();
    }

    /** Locked, so that no job starts that {@link #close} has not seen. */
    private synchronized LocalJob start(JobRequest request) throws ProviderException {
        if (closed) {
            throw new ProviderException(ProviderException.Kind.REFUSED, "no more jobs are started");
        }
        try {
            LocalJob job = LocalJob.start(absolute(request), ownGroup);
            jobs.put(job.id(), job);
            return job;
        } catch (IOException e) {
            throw new ProviderException(
                    ProviderException.Kind.REFUSED, "cannot start " + request.script() + ": " + e.getMessage(), e);
        }
    }

    private static JobRequest absolute(JobRequest request) {
        Path script = request.script().toAbsolutePath();
        return new JobRequest(
                request.name(), script, request.stdout(), request.stderr(), request.nodes(), request.walltime());
    }

    @Override
    public Map<String, JobStatus> status(Collection<String> jobIds) {
        Map<String, JobStatus> states = new HashMap<>();
        for (String id : jobIds) {
            LocalJob job = jobs.get(id);
            if (job != null) {
                states.put(id, job.status());
            }
        }
        return states;
    }

    @Override
    public void cancel(Collection<String> jobIds) {
        LocalJob.stop(jobIds.stream().map(jobs::get).filter(Objects::nonNull).toList(), grace);
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
        synchronized (this) {
            closed = true;
        }
        cancel(jobs.keySet());
    }
}
