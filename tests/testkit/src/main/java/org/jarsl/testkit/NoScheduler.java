package org.jarsl.testkit;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jarsl.provider.JobRequest;
import org.jarsl.provider.JobState;
import org.jarsl.provider.JobStatus;
import org.jarsl.provider.Provider;
import org.jarsl.provider.ProviderSettings;

/** Runs nothing: jobs only seem to run until they are cancelled, for the nodes are the cluster's own. Thread-safe. */
final class NoScheduler implements ProviderSettings, Provider {
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

    @Override
    public String type() {
        return "simulated";
    }

    @Override
    public Provider provider() {
        return this;
    }

    @Override
    public Duration walltime() {
        return Duration.ZERO;
    }

    @Override
    public boolean onThisMachine() {
        return true;
    }

    @Override
    public String submit(JobRequest request) {
        return request.name();
    }

    @Override
    public Map<String, JobStatus> status(Collection<String> jobIds) {
        return jobIds.stream()
                .collect(Collectors.toMap(
                        id -> id, id -> JobStatus.of(cancelled.contains(id) ? JobState.CANCELLED : JobState.RUNNING)));
    }

    @Override
    public void cancel(Collection<String> jobIds) {
        cancelled.addAll(jobIds);
    }

    @Override
    public Duration statusPeriod() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void close() {}
}
